import type { Metrics } from '@fondaco/chassis/service';
import { slackReceiverMetrics as names } from '@fondaco/contracts/telemetry/stand-ins';
import { Counter } from '@prometheus-io/client';

export type ReceiverMetrics = ReturnType<typeof createReceiverMetrics>;

export const createReceiverMetrics = (metrics: Metrics) => {
  const { name, help, labels } = names.messages;
  const messages = new Counter({ name, help, labelNames: ['outcome'] as const, registers: [metrics] });
  for (const outcome of labels.outcome) messages.inc({ outcome }, 0);
  return { received: (outcome: 'taken' | 'refused') => messages.inc({ outcome }) };
};
