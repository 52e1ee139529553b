import { createCounter, type Metrics } from '@fondaco/chassis/service';
import { slackReceiverMetrics } from '@fondaco/contracts/telemetry/stand-ins';

export type ReceiverMetrics = ReturnType<typeof createReceiverMetrics>;

export const createReceiverMetrics = (metrics: Metrics) => {
  const messages = createCounter(metrics, slackReceiverMetrics.messages);
  for (const outcome of slackReceiverMetrics.messages.labels.outcome) messages.inc({ outcome }, 0);
  return { received: (outcome: 'taken' | 'refused') => messages.inc({ outcome }) };
};
