import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@fondaco/chassis/postgres';
import type { Background, Log } from '@fondaco/chassis/service';
import { eraseOldEmails } from '../email/email-store.ts';

const EVERY_MS = 3_600_000;
const BATCH = 1_000;

/** Erases the personal data of e-mails that were made more than `days` days ago. Answers of how many. */
export const eraseEmails = async (db: Database, days: number): Promise<number> => {
  let total = 0;
  for (;;) {
    const erased = await eraseOldEmails(db, days, BATCH);
    total += erased;
    if (erased < BATCH) return total;
  }
};

export const createEraser = (deps: {
  readonly db: Database;
  readonly days: number;
  readonly log: Log;
}): Background => {
  const { db, days, log } = deps;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const erased = await eraseEmails(db, days);
        if (erased > 0) log.info({ erased }, 'erased the personal data of old e-mails');
      } catch (error) {
        log.warn({ err: error }, 'cannot erase old e-mails now');
      }
      await delay(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  return {
    name: 'eraser',
    start: async () => {
      running = run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
