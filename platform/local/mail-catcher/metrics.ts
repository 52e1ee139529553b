import { createCounter, type Metrics } from '@fondaco/chassis/service';
import { mailCatcherMetrics } from '@fondaco/contracts/telemetry/stand-ins';

export type CatcherMetrics = ReturnType<typeof createCatcherMetrics>;

export const createCatcherMetrics = (metrics: Metrics) => {
  const transmissions = createCounter(metrics, mailCatcherMetrics.transmissions);
  for (const outcome of ['new', 'repeated', 'refused'] as const) transmissions.inc({ outcome }, 0);
  return {
    transmitted: (outcome: 'new' | 'repeated' | 'refused') => transmissions.inc({ outcome }),
  };
};
