import type { Database } from '../postgres/index.ts';
import type { Log } from '../service/index.ts';
import { markPublished } from './outbox-store.ts';

/** How long a row may be unmarked when nothing else is claimed meanwhile. */
const LINGER_MS = 250;

/** Rows that are published, but not marked so in the database: whoever claims must mark and leave them out. */
export type PublishedMarks = {
  add(ids: readonly number[]): void;
  /** Runs `claim` with all that waits to be marked; what it throws leaves the marks to be made. */
  during<T>(claim: (ids: readonly number[]) => Promise<T>): Promise<T>;
  /** Marks what waits, as far as the database lets it. */
  flush(): Promise<void>;
};

/**
 * Marks are not in a hurry: they go along with the next claim, or with each other. A row whose mark is lost
 * is published again, and a duplicate then.
 */
export const createPublishedMarks = (db: Database, log: Log): PublishedMarks => {
  const waiting = new Set<number>();
  let timer: NodeJS.Timeout | undefined;

  let running: Promise<unknown> = Promise.resolve();

  /** One after the other: two statements that mark the same rows could wait for each other. */
  const during: PublishedMarks['during'] = (claim) => {
    const work = running.then(async () => {
      const ids = [...waiting];
      const claimed = await claim(ids);
      for (const id of ids) waiting.delete(id);
      return claimed;
    });
    running = work.catch(() => undefined);
    return work;
  };

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    try {
      await during((ids) => markPublished(db, ids));
    } catch (error) {
      log.warn({ err: error }, 'outbox: rows are published but not marked yet');
      later();
    }
  };

  const later = (): void => {
    timer ??= setTimeout(() => void flush(), LINGER_MS);
  };

  return {
    add: (ids) => {
      for (const id of ids) waiting.add(id);
      later();
    },
    during,
    flush,
  };
};
