import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './logger.ts';
import type { Background } from './run-service.ts';

/** Does `work` again and again with a pause between; what fails is logged, and tried again after the pause. */
export const repeating = (options: {
  readonly name: string;
  readonly everyMs: number;
  readonly work: (signal: AbortSignal) => Promise<unknown>;
  readonly log: Log;
}): Background => {
  const { name, everyMs, work, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running = Promise.resolve();

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await work(signal).catch((error: unknown) => {
        if (!signal.aborted)
          log.warn({ err: error, work: name }, 'background work failed and is tried again');
      });
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    name,
    start: async () => {
      running = run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
