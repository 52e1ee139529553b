import type { Database } from '@fondaco/chassis/postgres';
import { type Background, type Log, repeating } from '@fondaco/chassis/service';
import { countMismatches } from '../mismatch/mismatch-store.ts';
import type { MismatchMetrics } from './mismatch-metrics.ts';

/** Whether it is this replica's turn is asked so often; how often somebody's comes is in the database. */
const ASK_MS = 2_000;
const COUNT_MS = 10_000;

export const reconciliation = (deps: {
  readonly db: Database;
  readonly reconcile: (signal: AbortSignal) => Promise<boolean>;
  readonly metrics: MismatchMetrics;
  readonly log: Log;
}): Background[] => {
  const { db, reconcile, metrics, log } = deps;
  const run = async (signal: AbortSignal): Promise<void> => {
    try {
      if (await reconcile(signal)) metrics.ran('complete');
    } catch (error) {
      metrics.ran('failed');
      throw error;
    }
  };
  return [
    repeating({ name: 'orders.reconcile', everyMs: ASK_MS, work: run, log }),
    repeating({
      name: 'orders.count-mismatches',
      everyMs: COUNT_MS,
      work: async () => metrics.counted(await countMismatches(db)),
      log,
    }),
  ];
};
