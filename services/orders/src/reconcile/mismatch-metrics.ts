import { createCounter, createGauge, type Metrics } from '@fondaco/chassis/service';
import { ordersMetrics } from '@fondaco/contracts/telemetry/orders';
import { MISMATCH_KINDS, type MismatchKind } from '../mismatch/mismatch.ts';

const OUTCOMES = ['complete', 'failed'] as const;

export type MismatchMetrics = ReturnType<typeof createMismatchMetrics>;

export const createMismatchMetrics = (metrics: Metrics) => {
  const mismatches = createGauge(metrics, ordersMetrics.mismatches);
  const runs = createCounter(metrics, ordersMetrics.reconciliations);
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
