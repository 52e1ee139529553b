import type { Database } from '@fondaco/chassis/postgres';
import { type Background, type Log, repeating } from '@fondaco/chassis/service';
import type { OrderMetrics } from '../metrics.ts';
import { countWaiting } from '../waiting/waiting-store.ts';

const SWEEP_MS = 1_000;
const COUNT_MS = 10_000;

/** Deadlines, questions without an answer, and how many orders wait. */
export const sweeper = (deps: {
  readonly db: Database;
  readonly sweepOrders: (signal: AbortSignal) => Promise<void>;
  readonly sweepRefunds: () => Promise<void>;
  readonly metrics: OrderMetrics;
  readonly log: Log;
}): Background[] => {
  const { db, sweepOrders, sweepRefunds, metrics, log } = deps;
  return [
    repeating({ name: 'orders.sweep-orders', everyMs: SWEEP_MS, work: sweepOrders, log }),
    repeating({ name: 'orders.sweep-refunds', everyMs: SWEEP_MS, work: sweepRefunds, log }),
    repeating({
      name: 'orders.count-waiting',
      everyMs: COUNT_MS,
      work: async () => metrics.waiting(await countWaiting(db)),
      log,
    }),
  ];
};
