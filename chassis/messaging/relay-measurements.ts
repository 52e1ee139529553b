import { Counter, Gauge } from '@prometheus-io/client';
import type { Metrics } from '../service/index.ts';

export type RelayMeasurements = {
  published(topic: string, count: number): void;
  failed(): void;
  pending(sample: { readonly pending: number; readonly oldestAgeSeconds: number }): void;
};

export const measureRelay = (metrics: Metrics): RelayMeasurements => {
  const published = new Counter({
    name: 'outbox_published_total',
    help: 'Events that the brokers have acknowledged, by topic.',
    labelNames: ['topic'] as const,
    registers: [metrics],
  });
  const failures = new Counter({
    name: 'outbox_send_failures_total',
    help: 'Sends that failed and are done again.',
    registers: [metrics],
  });
  const pending = new Gauge({
    name: 'outbox_pending',
    help: 'Rows of the outbox that are not published yet.',
    registers: [metrics],
  });
  const oldestAge = new Gauge({
    name: 'outbox_oldest_age_seconds',
    help: 'Age of the oldest row that is not published yet; 0 when there is none.',
    registers: [metrics],
  });
  return {
    published: (topic, count) => published.inc({ topic }, count),
    failed: () => failures.inc(),
    pending: (sample) => {
      pending.set(sample.pending);
      oldestAge.set(sample.oldestAgeSeconds);
    },
  };
};
