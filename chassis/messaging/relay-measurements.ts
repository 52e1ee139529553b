import { createCounter, createGauge, type Metrics } from '../service/index.ts';

export type RelayMeasurements = {
  published(topic: string, count: number): void;
  failed(): void;
  pending(sample: { readonly pending: number; readonly oldestAgeSeconds: number }): void;
};

const PUBLISHED = {
  name: 'messaging_client_sent_messages_total',
  help: 'Events that the brokers have acknowledged, by topic.',
  labels: { messaging_destination_name: null },
} as const;

const FAILURES = {
  name: 'outbox_send_failures_total',
  help: 'Sends that failed and are done again.',
  labels: {},
} as const;

const PENDING = {
  name: 'outbox_pending',
  help: 'Rows of the outbox that are not published yet. The same on every replica.',
  labels: {},
} as const;

const OLDEST_AGE = {
  name: 'outbox_oldest_age_seconds',
  help: 'Age of the oldest row that is not published yet; 0 when there is none. The same on every replica.',
  labels: {},
} as const;

export const measureRelay = (metrics: Metrics): RelayMeasurements => {
  const published = createCounter(metrics, PUBLISHED);
  const failures = createCounter(metrics, FAILURES);
  const pending = createGauge(metrics, PENDING);
  const oldestAge = createGauge(metrics, OLDEST_AGE);
  return {
    published: (topic, count) => published.inc({ messaging_destination_name: topic }, count),
    failed: () => failures.inc(),
    pending: (sample) => {
      pending.set(sample.pending);
      oldestAge.set(sample.oldestAgeSeconds);
    },
  };
};
