import { createCounter, createGauge, createHistogram, type Metrics } from '@fondaco/chassis/service';
import { MismatchKind } from '@fondaco/contracts/http/mismatches';
import { paymentsMetrics } from '@fondaco/contracts/telemetry/payments';
import type { WorkKind } from './payment/payment.ts';

export type PaymentMetrics = ReturnType<typeof createPaymentMetrics>;

export type AttemptResult =
  | 'waiting'
  | 'processing'
  | 'action-required'
  | 'authorised'
  | 'declined'
  | 'refused'
  | 'voided';
export type WebhookResult =
  | 'known'
  | 'hint'
  | 'noted'
  | 'mismatch'
  | 'ignored'
  | 'replayed'
  | 'wrong-signature';

const KINDS: readonly WorkKind[] = ['authorise', 'confirm', 'void', 'capture', 'refund'];
const MISMATCHES = MismatchKind.anyOf.map((kind) => kind.const);

/** What the shop wants to know of its money, whoever moved it. */
export const createPaymentMetrics = (metrics: Metrics) => {
  const attempts = createCounter(metrics, paymentsMetrics.attempts);
  const unfinished = createGauge(metrics, paymentsMetrics.unfinished);
  const oldest = createGauge(metrics, paymentsMetrics.oldest);
  const webhooks = createCounter(metrics, paymentsMetrics.webhooks);
  const webhookMismatches = createCounter(metrics, paymentsMetrics.webhookMismatches);
  const late = createCounter(metrics, paymentsMetrics.late);
  const provider = createHistogram(metrics, paymentsMetrics.provider);
  const mismatches = createGauge(metrics, paymentsMetrics.mismatches);
  for (const kind of MISMATCHES) mismatches.set({ kind }, 0);
  for (const kind of KINDS) unfinished.set({ kind }, 0);

  return {
    provider: (
      asked: { readonly provider: string; readonly operation: string; readonly outcome: string },
      seconds: number,
    ) => provider.observe(asked, seconds),
    attempt: (outcome: AttemptResult, count = 1) => attempts.inc({ outcome }, count),
    backlog: (backlog: readonly { kind: WorkKind; count: number; oldestSeconds: number }[]) => {
      for (const kind of KINDS) {
        unfinished.set({ kind }, backlog.find((one) => one.kind === kind)?.count ?? 0);
      }
      const ages = backlog.filter(({ kind }) => kind !== 'confirm').map((one) => one.oldestSeconds);
      oldest.set(Math.max(0, ...ages));
    },
    webhook: (outcome: WebhookResult) => {
      webhooks.inc({ outcome });
      if (outcome === 'mismatch') webhookMismatches.inc();
    },
    late: (kind: WorkKind) => late.inc({ kind }),
    mismatches: (counts: Readonly<Record<string, number>>) => {
      for (const kind of MISMATCHES) mismatches.set({ kind }, counts[kind] ?? 0);
    },
  };
};
