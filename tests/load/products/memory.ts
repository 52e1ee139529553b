import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Of one process, in bytes. PSS counts what it shares with others in parts. */
export type Memory = { readonly rss: number; readonly pss: number };

export const memoryNow = (pid: number): Memory => {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1_024;
  return { rss: bytes('Rss'), pss: bytes('Pss') };
};

const LOOKS_EVERY_MS = 200;

/** Looks until it is stopped, and then says the highest that it has seen. */
export const watchMemory = (pid: number): { readonly stop: () => Promise<Memory> } => {
  let highest = memoryNow(pid);
  let watching = true;
  const watch = async (): Promise<void> => {
    while (watching) {
      const { rss, pss } = memoryNow(pid);
      highest = { rss: Math.max(highest.rss, rss), pss: Math.max(highest.pss, pss) };
      await delay(LOOKS_EVERY_MS);
    }
  };
  const watcher = watch();
  return {
    stop: async () => {
      watching = false;
      await watcher;
      return highest;
    },
  };
};
