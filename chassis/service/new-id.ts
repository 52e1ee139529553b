import { v7 } from 'uuid';

/** UUIDv7: ids in the order of their making keep indexes compact. */
export const newId = (): string => v7();
