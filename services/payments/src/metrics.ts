import type { Metrics } from '@fondaco/chassis/service';
import { MismatchKind } from '@fondaco/contracts/http/mismatches';
import { Counter, Gauge } from '@prometheus-io/client';
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
  const registers = [metrics];
  const attempts = new Counter({
    name: 'payments_attempts_total',
    help: 'Attempts to pay, by the state that they came to.',
    labelNames: ['outcome'] as const,
    registers,
  });
  const unfinished = new Gauge({
    name: 'payments_work_unfinished',
    help: 'Work that is to be done at the provider. `confirm` waits for customers.',
    labelNames: ['kind'] as const,
    registers,
  });
  const oldest = new Gauge({
    name: 'payments_work_oldest_seconds',
    help: 'Age of the oldest work at the provider that waits for no customer.',
    registers,
  });
  const webhooks = new Counter({
    name: 'payments_webhooks_total',
    help: 'Webhooks, by what became of them.',
    labelNames: ['outcome'] as const,
    registers,
  });
  const webhookMismatches = new Counter({
    name: 'payments_webhook_mismatches_total',
    help: 'Webhooks with a right signature that claim another order or amount than the attempt has.',
    registers,
  });
  const late = new Counter({
    name: 'payments_late_outcomes_total',
    help: 'Outcomes from the provider that came when somebody else had taken the work over; they changed nothing.',
    labelNames: ['kind'] as const,
    registers,
  });
  const mismatches = new Gauge({
    name: 'reconciliation_mismatches',
    help: 'Where the record and the provider have disagreed for longer than messages need.',
    labelNames: ['kind'] as const,
    registers,
  });
  for (const kind of MISMATCHES) mismatches.set({ kind }, 0);
  for (const kind of KINDS) unfinished.set({ kind }, 0);

  return {
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
