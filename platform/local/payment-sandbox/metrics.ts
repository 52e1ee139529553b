import type { Metrics } from '@fondaco/chassis/service';
import { Counter, Gauge } from '@prometheus-io/client';

export type SandboxMetrics = {
  readonly payments: Counter<'state'>;
  readonly webhooks: Counter<'outcome'>;
  readonly faults: Counter<'kind'>;
};

export const createSandboxMetrics = (metrics: Metrics, webhooksWaiting: () => number): SandboxMetrics => {
  new Gauge({
    name: 'sandbox_webhooks_waiting',
    help: 'Webhooks that were not acknowledged yet.',
    registers: [metrics],
    collect() {
      this.set(webhooksWaiting());
    },
  });
  return {
    payments: new Counter({
      name: 'sandbox_payments_total',
      help: 'Payments that were asked for, by what came of them at once.',
      labelNames: ['state'] as const,
      registers: [metrics],
    }),
    webhooks: new Counter({
      name: 'sandbox_webhooks_total',
      help: 'Webhooks sent, by whether they were acknowledged.',
      labelNames: ['outcome'] as const,
      registers: [metrics],
    }),
    faults: new Counter({
      name: 'sandbox_faults_total',
      help: 'Faults that were asked for and happened, by kind.',
      labelNames: ['kind'] as const,
      registers: [metrics],
    }),
  };
};
