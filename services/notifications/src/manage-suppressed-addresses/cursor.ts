import { Problem } from '@fondaco/chassis/service';

/** A place in the listing: the address after which the next page begins. */
export const encodeCursor = (address: string): string => Buffer.from(address).toString('base64url');

/** Throws Problem 400 `notifications/invalid-cursor` for what no listing answered. */
export const decodeCursor = (cursor: string): string => {
  const address = Buffer.from(cursor, 'base64url').toString('utf8');
  // Decoding overlooks what is not base64url; encoding again finds it.
  if (encodeCursor(address) === cursor && !/\p{Control}/u.test(address)) return address;
  throw new Problem({
    status: 400,
    code: 'notifications/invalid-cursor',
    title: 'The cursor is not valid',
    detail: 'Use nextCursor of the page before, unchanged, or none to begin with the first page.',
  });
};
