import { type Background, type Log, repeating } from '@fondaco/chassis/service';

const LOOK_MS = 1_000;

export const relistingJob = ({
  relistCategories,
  log,
}: {
  readonly relistCategories: (signal: AbortSignal) => Promise<void>;
  readonly log: Log;
}): Background =>
  repeating({ name: 'products.relist-categories', everyMs: LOOK_MS, work: relistCategories, log });
