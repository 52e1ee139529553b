import { createCounter, createGauge, createTracedHistogram, type Metrics } from '../service/index.ts';

/** `ignored`: of a type that the consumer has no handler for. */
export type Outcome = 'processed' | 'duplicate' | 'parked' | 'ignored';

export type ConsumerMeasurements = {
  /** `traceId`: of a trace that is recorded. */
  message(type: string, outcome: Outcome, seconds: number, traceId?: string): void;
  retried(): void;
  parked(count: number): void;
  inbox(rows: number): void;
  heartbeat(): void;
};

const MESSAGES = {
  name: 'messaging_client_consumed_messages_total',
  help: 'Messages that a consumer is done with, by what became of them.',
  labels: { messaging_consumer_group_name: null, cloudevents_event_type: null, outcome: null },
} as const;

const DURATION = {
  name: 'messaging_process_duration_seconds',
  help: 'Time from taking a message up to being done with it, retries included.',
  labels: { messaging_consumer_group_name: null, cloudevents_event_type: null },
} as const;

const RETRIES = {
  name: 'consumer_retries_total',
  help: 'Attempts at a message that failed and were made again.',
  labels: { messaging_consumer_group_name: null },
} as const;

const PARKED = {
  name: 'parked_messages',
  help: 'Messages that are parked. The same on every replica.',
  labels: { messaging_consumer_group_name: null },
} as const;

const INBOX = {
  name: 'inbox_rows',
  help: 'Rows of the inbox, as PostgreSQL estimates them. The same on every replica.',
  labels: {},
} as const;

const HEARTBEAT = {
  name: 'consumer_last_heartbeat_timestamp_seconds',
  help: 'When the group last took a heartbeat of the consumer, in Unix time; 0 before the first.',
  labels: { messaging_consumer_group_name: null },
} as const;

/** The metrics of one consumer; all consumers of a process share them. */
export const measureConsumer = (metrics: Metrics, consumer: string): ConsumerMeasurements => {
  const messages = createCounter(metrics, MESSAGES);
  const observe = createTracedHistogram(metrics, DURATION);
  const retries = createCounter(metrics, RETRIES);
  const parked = createGauge(metrics, PARKED);
  const inbox = createGauge(metrics, INBOX);
  const heartbeat = createGauge(metrics, HEARTBEAT);
  const group = { messaging_consumer_group_name: consumer };
  retries.inc(group, 0);
  return {
    message: (type, outcome, seconds, traceId) => {
      const labels = { messaging_consumer_group_name: consumer, cloudevents_event_type: type };
      messages.inc({ ...labels, outcome });
      if (outcome !== 'ignored') observe(labels, seconds, traceId);
    },
    retried: () => retries.inc(group),
    parked: (count) => parked.set(group, count),
    inbox: (rows) => inbox.set(rows),
    heartbeat: () => heartbeat.set(group, Date.now() / 1_000),
  };
};
