import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../postgres/index.ts';
import type { Background, Log } from '../service/index.ts';
import { clean } from './cleaner.ts';

const EVERY_MS = 60_000;

/** For a service that consumes and publishes nothing: where there is an outbox, its relay cleans. */
export const createInboxCleaner = (deps: { readonly db: Database; readonly log: Log }): Background => {
  const { db, log } = deps;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await clean(db).catch((error: unknown) => log.warn({ err: error }, 'cannot clean the inbox'));
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };

  return {
    name: 'inbox cleaner',
    start: async () => {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
