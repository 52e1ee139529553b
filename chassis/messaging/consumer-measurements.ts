import { Counter, Gauge, Histogram } from '@prometheus-io/client';
import { DURATION_BUCKETS, type Metrics } from '../service/index.ts';

/** `ignored`: of a type that the consumer has no handler for. */
export type Outcome = 'processed' | 'duplicate' | 'parked' | 'ignored';

export type ConsumerMeasurements = {
  message(type: string, outcome: Outcome, seconds: number): void;
  retried(): void;
  parked(count: number): void;
  heartbeat(): void;
};

const once = <M>(metrics: Metrics, name: string, make: () => M): M =>
  (metrics.getSingleMetric(name) as M | undefined) ?? make();

/** The metrics of one consumer; all consumers of a process share them. */
export const measureConsumer = (metrics: Metrics, consumer: string): ConsumerMeasurements => {
  const registers = [metrics];
  const messages = once(
    metrics,
    'consumer_messages_total',
    () =>
      new Counter({
        name: 'consumer_messages_total',
        help: 'Messages that a consumer is done with, by what became of them.',
        labelNames: ['consumer', 'type', 'outcome'] as const,
        registers,
      }),
  );
  const duration = once(
    metrics,
    'consumer_message_duration_seconds',
    () =>
      new Histogram({
        name: 'consumer_message_duration_seconds',
        help: 'Time from taking a message up to being done with it, retries included.',
        labelNames: ['consumer', 'type'] as const,
        buckets: DURATION_BUCKETS,
        registers,
      }),
  );
  const retries = once(
    metrics,
    'consumer_retries_total',
    () =>
      new Counter({
        name: 'consumer_retries_total',
        help: 'Attempts at a message that failed and were made again.',
        labelNames: ['consumer'] as const,
        registers,
      }),
  );
  const parked = once(
    metrics,
    'parked_messages',
    () =>
      new Gauge({
        name: 'parked_messages',
        help: 'Messages that are parked.',
        labelNames: ['consumer'] as const,
        registers,
      }),
  );
  const heartbeat = once(
    metrics,
    'consumer_last_heartbeat_timestamp_seconds',
    () =>
      new Gauge({
        name: 'consumer_last_heartbeat_timestamp_seconds',
        help: 'When the group last took a heartbeat of the consumer, in Unix time.',
        labelNames: ['consumer'] as const,
        registers,
      }),
  );
  retries.inc({ consumer }, 0);
  return {
    message: (type, outcome, seconds) => {
      messages.inc({ consumer, type, outcome });
      if (outcome !== 'ignored') duration.observe({ consumer, type }, seconds);
    },
    retried: () => retries.inc({ consumer }),
    parked: (count) => parked.set({ consumer }, count),
    heartbeat: () => heartbeat.set({ consumer }, Date.now() / 1_000),
  };
};
