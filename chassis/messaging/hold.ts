import type { Hold } from './process-message.ts';

/** Counts what waits for the infrastructure; `untilFit` waits for it to be none, or for the signal. */
export const createHold = (): Hold & { untilFit(signal: AbortSignal): Promise<void> } => {
  let waiting = 0;
  let fit = Promise.resolve();
  let release: () => void = () => undefined;
  return {
    begin: () => {
      waiting += 1;
      if (waiting > 1) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      fit = promise;
      release = resolve;
    },
    end: () => {
      waiting -= 1;
      if (waiting === 0) release();
    },
    untilFit: async (signal) => {
      while (waiting > 0 && !signal.aborted) await fit;
    },
  };
};
