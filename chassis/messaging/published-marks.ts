import type { Database } from '../postgres/index.ts';
import { markPublished } from './outbox-store.ts';

/** Marks rows as published: what several buckets have to mark goes into one statement. */
export const createPublishedMarks = (db: Database): ((ids: readonly number[]) => Promise<void>) => {
  let ids: number[] = [];
  let next: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    await running.catch(() => undefined);
    const batch = ids;
    ids = [];
    next = undefined;
    running = markPublished(db, batch);
    await running;
  };

  return (more) => {
    ids.push(...more);
    next ??= flush();
    return next;
  };
};
