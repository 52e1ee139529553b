import { DURATION_BUCKETS, type Metrics } from '@fondaco/chassis/service';
import { Counter, Gauge, Histogram } from '@prometheus-io/client';
import { KINDS, type Kind } from './email/email.ts';

/** `retried`: refused for now. `unreachable`: no server took anything. Both are tried again. */
export const OUTCOMES = ['sent', 'failed', 'suppressed', 'retried', 'unreachable'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type NotificationMetrics = ReturnType<typeof createNotificationMetrics>;

export const createNotificationMetrics = (metrics: Metrics) => {
  const registers = [metrics];
  const emails = new Counter({
    name: 'notifications_emails_total',
    help: 'Attempts at e-mails, by what came of them.',
    labelNames: ['kind', 'outcome'] as const,
    registers,
  });
  for (const kind of KINDS) for (const outcome of OUTCOMES) emails.inc({ kind, outcome }, 0);
  const unsent = new Gauge({
    name: 'notifications_unsent',
    help: 'E-mails that are still to be sent.',
    registers,
  });
  const oldest = new Gauge({
    name: 'notifications_oldest_unsent_seconds',
    help: 'Age of the oldest e-mail that is still to be sent, 0 when there is none.',
    registers,
  });
  const smtp = new Histogram({
    name: 'notifications_smtp_seconds',
    help: 'Time from handing an e-mail over to the answer of the server.',
    buckets: DURATION_BUCKETS,
    registers,
  });
  return {
    attempted: (kind: Kind, outcome: Outcome) => emails.inc({ kind, outcome }),
    unsent: (count: number, oldestSeconds: number) => {
      unsent.set(count);
      oldest.set(oldestSeconds);
    },
    transmitted: (seconds: number) => smtp.observe(seconds),
  };
};
