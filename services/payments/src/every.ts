import { setTimeout as delay } from 'node:timers/promises';
import type { Background, Log } from '@fondaco/chassis/service';

/** Does `work` again and again, with a pause between; what fails is done again at its next turn. */
export const every = (
  name: string,
  seconds: number,
  work: (signal: AbortSignal) => Promise<unknown>,
  log: Log,
): Background => {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await work(signal).catch((error: unknown) => log.warn({ err: error, work: name }, 'done again later'));
      await delay(seconds * 1_000, undefined, { signal }).catch(() => undefined);
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
