import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 20;

/** Polls until `check` no longer throws; then answers what it returned. After `within` ms (10 s) throws its last error. */
export const eventually = async <T>(
  check: () => T | Promise<T>,
  options: { readonly within?: number } = {},
): Promise<T> => {
  const deadline = performance.now() + (options.within ?? 10_000);
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(PAUSE_MS);
  }
};
