import { MismatchKind } from '../http/mismatches.ts';
import type { Metrics } from './metric.ts';

/** What Payments says of itself. */
export const paymentsMetrics = {
  attempts: {
    name: 'payments_attempts_total',
    type: 'counter',
    unit: 'count',
    help: 'Attempts to pay, by the state that they came to.',
    labels: {
      outcome: ['waiting', 'processing', 'action-required', 'authorised', 'declined', 'refused', 'voided'],
    },
  },
  unfinished: {
    name: 'payments_work_unfinished',
    type: 'gauge',
    unit: 'count',
    help: 'Work that is to be done at the provider. `confirm` waits for customers. The same on every replica.',
    labels: { kind: ['authorise', 'confirm', 'void', 'capture', 'refund'] },
  },
  oldest: {
    name: 'payments_work_oldest_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'Age of the oldest work at the provider that waits for no customer. The same on every replica.',
    labels: {},
  },
  webhooks: {
    name: 'payments_webhooks_total',
    type: 'counter',
    unit: 'count',
    help: 'Webhooks, by what became of them.',
    labels: { outcome: ['known', 'hint', 'noted', 'mismatch', 'ignored', 'replayed', 'wrong-signature'] },
  },
  webhookMismatches: {
    name: 'payments_webhook_mismatches_total',
    type: 'counter',
    unit: 'count',
    help: 'Webhooks with a right signature that claim another order or amount than the attempt has.',
    labels: {},
  },
  late: {
    name: 'payments_late_outcomes_total',
    type: 'counter',
    unit: 'count',
    help: 'Outcomes from the provider that came when somebody else had taken the work over; they changed nothing.',
    labels: { kind: ['authorise', 'confirm', 'void', 'capture', 'refund'] },
  },
  mismatches: {
    name: 'reconciliation_mismatches',
    type: 'gauge',
    unit: 'count',
    help: 'Where the record and the provider have disagreed for longer than messages need. The same on every replica.',
    labels: { kind: MismatchKind.anyOf.map((kind) => kind.const) },
  },
  provider: {
    name: 'payment_provider_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time of requests to the payment provider, by what was asked and what came of it.',
    labels: {
      provider: ['sandbox', 'stripe'],
      operation: ['authorise', 'find', 'read', 'capture', 'void', 'refund', 'changes'],
      outcome: ['answered', 'unavailable', 'refused', 'failed'],
    },
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
} as const satisfies Metrics;
