import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../service/index.ts';
import { nameOf } from '../tracing/index.ts';
import { takeBatch } from './batch.ts';
import { backoffMs } from './failure.ts';
import { createProducerClient, type FencedProducer, ProducerFenced } from './fenced-producer.ts';
import type { Kafka } from './kafka.ts';
import type { ClaimedRow } from './outbox-store.ts';
import { tracedRows } from './publish-spans.ts';
import type { PublishedMarks } from './published-marks.ts';
import type { RelayMeasurements } from './relay-measurements.ts';

const MAX_PAUSE_MS = 1_000;

export type BucketPublisher = {
  /** Opens the producers of the buckets as far as it can; answers those that may publish. */
  open(buckets: readonly number[]): Promise<number[]>;
  /**
   * Publishes as many of the rows as fit into one batch, and has them marked. After `failed` (whose pause is
   * over) or `fenced` the producer is gone. Never throws.
   */
  publish(bucket: number, rows: readonly ClaimedRow[]): Promise<'done' | 'more' | 'failed' | 'fenced'>;
  forget(bucket: number): void;
  /** Waits for what is being published. */
  close(): Promise<void>;
};

export const createBucketPublisher = (options: {
  readonly kafka: Kafka;
  readonly service: string;
  readonly marks: PublishedMarks;
  readonly measurements: RelayMeasurements;
  readonly log: Log;
}): BucketPublisher => {
  const { kafka, service, marks, measurements, log } = options;
  const producers = new Map<number, FencedProducer>();
  const publishing = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let client = createProducerClient(kafka);
  let failures = 0;

  /** After a failure nothing is known of the connection, so all of it goes: a late answer finds nobody. */
  const discard = (failed: typeof client): void => {
    if (failed !== client) return;
    producers.clear();
    client = createProducerClient(kafka);
    failed.close();
  };

  const fail = async (error: unknown, used: typeof client, doing: string): Promise<void> => {
    measurements.failed();
    if (used === client) failures += 1;
    discard(used);
    // An outage of an hour is not worth thousands of lines.
    const level = failures === 1 || failures % 60 === 0 ? 'warn' : 'debug';
    log[level]({ err: error, failures }, `outbox: cannot ${doing}, trying again`);
    await delay(backoffMs(failures, MAX_PAUSE_MS), undefined, { signal: closing.signal }).catch(
      () => undefined,
    );
  };

  const open: BucketPublisher['open'] = async (buckets) => {
    const used = client;
    const missing = buckets.filter((bucket) => !producers.has(bucket));
    try {
      await Promise.all(
        missing.map(async (bucket) => {
          const producer = await used.open(kafka.named(`${service}.outbox.${bucket}`));
          if (used === client) producers.set(bucket, producer);
        }),
      );
    } catch (error) {
      await fail(error, used, 'open a producer');
    }
    return buckets.filter((bucket) => producers.has(bucket));
  };

  const send = async (bucket: number, rows: readonly ClaimedRow[]) => {
    const used = client;
    const producer = producers.get(bucket);
    if (producer === undefined) return 'failed';
    const batch = takeBatch(rows);
    const traced = tracedRows(batch);
    try {
      await producer.send(traced.rows);
      traced.end();
    } catch (error) {
      traced.end(nameOf(error));
      if (error instanceof ProducerFenced) {
        log.warn({ bucket }, 'outbox: fenced, another relay has taken the bucket over');
        producers.delete(bucket);
        return 'fenced';
      }
      await fail(error, used, 'publish');
      return 'failed';
    }
    failures = 0;
    for (const [topic, sent] of Map.groupBy(batch, (row) => row.topic)) {
      measurements.published(topic, sent.length);
    }
    marks.add(batch.map((row) => row.id));
    return batch.length < rows.length ? 'more' : 'done';
  };

  return {
    open,
    publish: async (bucket, rows) => {
      const work = send(bucket, rows);
      publishing.add(work);
      try {
        return await work;
      } finally {
        publishing.delete(work);
      }
    },
    forget: (bucket) => void producers.delete(bucket),
    close: async () => {
      closing.abort();
      await Promise.allSettled(publishing);
      client.close();
    },
  };
};
