import type { Metrics } from '@fondaco/chassis/service';
import { Counter } from '@prometheus-io/client';

export type CatcherMetrics = ReturnType<typeof createCatcherMetrics>;

export const createCatcherMetrics = (metrics: Metrics) => {
  const transmissions = new Counter({
    name: 'mail_catcher_transmissions_total',
    help: 'Mails that were handed over, by whether they were new, came a second time or were refused.',
    labelNames: ['outcome'] as const,
    registers: [metrics],
  });
  for (const outcome of ['new', 'repeated', 'refused'] as const) transmissions.inc({ outcome }, 0);
  return {
    transmitted: (outcome: 'new' | 'repeated' | 'refused') => transmissions.inc({ outcome }),
  };
};
