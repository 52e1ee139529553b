import { createCounter, createGauge, createHistogram, type Metrics } from '@fondaco/chassis/service';
import { notificationsMetrics } from '@fondaco/contracts/telemetry/notifications';
import { KINDS, type Kind } from './email/email.ts';

/** `retried`: refused for now. `unreachable`: no server took anything. Both are tried again. */
export const OUTCOMES = ['sent', 'failed', 'suppressed', 'retried', 'unreachable'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type NotificationMetrics = ReturnType<typeof createNotificationMetrics>;

export const createNotificationMetrics = (metrics: Metrics) => {
  const emails = createCounter(metrics, notificationsMetrics.emails);
  for (const kind of KINDS) for (const outcome of OUTCOMES) emails.inc({ kind, outcome }, 0);
  const unsent = createGauge(metrics, notificationsMetrics.unsent);
  const oldest = createGauge(metrics, notificationsMetrics.oldestUnsent);
  const smtp = createHistogram(metrics, notificationsMetrics.smtp);
  return {
    attempted: (kind: Kind, outcome: Outcome) => emails.inc({ kind, outcome }),
    unsent: (count: number, oldestSeconds: number) => {
      unsent.set(count);
      oldest.set(oldestSeconds);
    },
    transmitted: (seconds: number) => smtp.observe(seconds),
  };
};
