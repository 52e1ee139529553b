import { createCounter, createGauge, type Metrics } from '@fondaco/chassis/service';
import { paymentSandboxMetrics } from '@fondaco/contracts/telemetry/stand-ins';

export type SandboxMetrics = ReturnType<typeof createSandboxMetrics>;

export const createSandboxMetrics = (metrics: Metrics, webhooksWaiting: () => number) => {
  createGauge(metrics, paymentSandboxMetrics.webhooksWaiting, (gauge) => gauge.set(webhooksWaiting()));
  return {
    payments: createCounter(metrics, paymentSandboxMetrics.payments),
    webhooks: createCounter(metrics, paymentSandboxMetrics.webhooks),
    faults: createCounter(metrics, paymentSandboxMetrics.faults),
  };
};
