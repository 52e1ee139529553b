import type { Metrics } from './metric.ts';

/** What Notifications says of itself. */
export const notificationsMetrics = {
  emails: {
    name: 'notifications_emails_total',
    type: 'counter',
    unit: 'count',
    help: 'Attempts at e-mails, by what came of them.',
    labels: {
      kind: ['confirmed', 'rejected', 'shipped', 'refunded'],
      outcome: ['sent', 'failed', 'suppressed', 'retried', 'unreachable'],
    },
  },
  unsent: {
    name: 'notifications_unsent',
    type: 'gauge',
    unit: 'count',
    help: 'E-mails that are still to be sent. The same on every replica.',
    labels: {},
  },
  oldestUnsent: {
    name: 'notifications_oldest_unsent_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'Age of the oldest e-mail that is still to be sent, 0 when there is none. The same on every replica.',
    labels: {},
  },
  smtp: {
    name: 'notifications_smtp_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from handing an e-mail over to the answer of the server.',
    labels: {},
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
} as const satisfies Metrics;
