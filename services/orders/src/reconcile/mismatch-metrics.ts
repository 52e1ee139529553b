import type { Metrics } from '@fondaco/chassis/service';
import { Counter, Gauge } from '@prometheus-io/client';
import { MISMATCH_KINDS, type MismatchKind } from '../mismatch/mismatch.ts';

const OUTCOMES = ['complete', 'failed'] as const;

export type MismatchMetrics = ReturnType<typeof createMismatchMetrics>;

export const createMismatchMetrics = (metrics: Metrics) => {
  const mismatches = new Gauge({
    name: 'reconciliation_mismatches',
    help: 'Orders on which two services have disagreed for longer than messages need. The same on every replica.',
    labelNames: ['kind'] as const,
    registers: [metrics],
  });
  const runs = new Counter({
    name: 'reconciliation_runs_total',
    help: 'Runs of the reconciliation by this replica.',
    labelNames: ['outcome'] as const,
    registers: [metrics],
  });
  for (const kind of MISMATCH_KINDS) mismatches.set({ kind }, 0);
  for (const outcome of OUTCOMES) runs.inc({ outcome }, 0);
  return {
    counted: (counts: readonly { readonly kind: MismatchKind; readonly count: number }[]) => {
      for (const kind of MISMATCH_KINDS)
        mismatches.set({ kind }, counts.find((one) => one.kind === kind)?.count ?? 0);
    },
    ran: (outcome: (typeof OUTCOMES)[number]) => runs.inc({ outcome }),
  };
};
