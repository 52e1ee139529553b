import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Subscription } from '../postgres/index.ts';
import { type Background, type Log, type Metrics, newId } from '../service/index.ts';
import { createBucketPublisher } from './bucket-publisher.ts';
import { clean } from './cleaner.ts';
import { backoffMs } from './failure.ts';
import type { Kafka } from './kafka.ts';
import { createLeases, RENEW_EVERY_MS } from './leases.ts';
import { claimRows, measurePending } from './outbox-store.ts';
import { createPublishedMarks } from './published-marks.ts';
import { measureRelay } from './relay-measurements.ts';
import { CHANNEL, createWakeUp, parseNotification } from './wake-up.ts';

const SAMPLE_MS = 5_000;
const CLEAN_MS = 15_000;

/** Between two rounds: what is appended in close succession is claimed and sent together. */
const PACE_MS = 30;
const ROWS_PER_BUCKET = 200;

export type Relay = {
  readonly background: Background;
  /** There are new rows in the buckets, committed. */
  wake(buckets: readonly number[]): void;
};

export type RelayOptions = {
  readonly db: Database;
  readonly kafka: Kafka;
  readonly service: string;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Publishes the rows of the buckets whose leases this process holds: in id order within a bucket, one batch
 * at a time, the buckets beside each other.
 */
export const createRelay = (options: RelayOptions): Relay => {
  const { db, kafka, service, metrics, log } = options;
  const owner = newId();
  const leases = createLeases(db, owner);
  const wakeUp = createWakeUp(db, log);
  const measurements = measureRelay(metrics);
  const marks = createPublishedMarks(db, log);
  const publisher = createBucketPublisher({ kafka, service, marks, measurements, log });

  let held = new Map<number, number>();
  const dirty = new Set<number>();
  const busy = new Set<number>();
  let ring = Promise.withResolvers<void>();
  let stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  let subscription: Subscription | undefined;

  const mark = (buckets: Iterable<number>): void => {
    for (const bucket of buckets) dirty.add(bucket);
    ring.resolve();
  };

  const publish = async (bucket: number, rows: Awaited<ReturnType<typeof claimRows>>): Promise<void> => {
    const outcome = await publisher.publish(bucket, rows);
    // Known again from the database, and only if the lease is still ours.
    if (outcome === 'fenced') held.delete(bucket);
    busy.delete(bucket);
    if (outcome !== 'done' || rows.length === ROWS_PER_BUCKET) mark([bucket]);
    else if (dirty.has(bucket)) ring.resolve();
  };

  /** One round: claims what waits in idle buckets and hands it on, without waiting for the brokers. */
  const round = async (): Promise<void> => {
    const idle = [...dirty].filter((bucket) => held.has(bucket) && !busy.has(bucket));
    if (idle.length === 0) return;
    for (const bucket of idle) {
      dirty.delete(bucket);
      busy.add(bucket);
    }
    let claimed = new Map<number, Awaited<ReturnType<typeof claimRows>>>();
    try {
      // Opened before the claim: whoever takes the bucket over afterwards fences what is claimed here.
      const open = await publisher.open(idle);
      if (open.length > 0) {
        const rows = await marks.during((ids) => claimRows(db, owner, open, ROWS_PER_BUCKET, ids));
        claimed = Map.groupBy(rows, (row) => row.bucket);
      }
      if (open.length < idle.length) mark(idle.filter((bucket) => !open.includes(bucket)));
    } catch (error) {
      mark(idle);
      throw error;
    } finally {
      for (const bucket of idle) if (!claimed.has(bucket)) busy.delete(bucket);
    }
    for (const [bucket, rows] of claimed) void publish(bucket, rows);
  };

  const pump = async (signal: AbortSignal): Promise<void> => {
    let failures = 0;
    let began = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      await ring.promise;
      ring = Promise.withResolvers<void>();
      if (signal.aborted) return;
      const early = began + PACE_MS - performance.now();
      if (early > 0) await delay(early, undefined, { signal }).catch(() => undefined);
      began = performance.now();
      try {
        await round();
        failures = 0;
      } catch (error) {
        failures += 1;
        log.warn({ err: error }, 'outbox: cannot read what is to be published');
        await delay(backoffMs(failures, 1_000), undefined, { signal }).catch(() => undefined);
      }
    }
  };

  /** Repeats `work` with pauses until the relay stops; what it throws is logged, not more. */
  const every = async (ms: number, what: string, signal: AbortSignal, work: () => Promise<void>) => {
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        log.warn({ err: error }, `outbox: cannot ${what}`);
      }
      await delay(ms, undefined, { signal }).catch(() => undefined);
    }
  };

  const renew = async (): Promise<void> => {
    // Whoever gets a bucket from us now would publish again what is not marked.
    await marks.flush();
    const now = new Map(
      (await leases.tick((bucket) => !busy.has(bucket))).map(({ bucket, epoch }) => [bucket, epoch]),
    );
    for (const [bucket, epoch] of held) if (now.get(bucket) !== epoch) publisher.forget(bucket);
    held = now;
    mark(held.keys());
  };

  const start = async (): Promise<void> => {
    stopping = new AbortController();
    const { signal } = stopping;
    subscription = db.listen(CHANNEL, (payload) => {
      const buckets = parseNotification(payload);
      mark(buckets.length === 0 ? held.keys() : buckets);
    });
    running = Promise.all([
      pump(signal),
      every(RENEW_EVERY_MS, 'renew the leases of the outbox', signal, renew),
      every(SAMPLE_MS, 'measure the outbox', signal, async () =>
        measurements.pending(await measurePending(db)),
      ),
      every(CLEAN_MS, 'clean outbox and inbox', signal, async () => void (await clean(db))),
    ]);
  };

  const stop = async (): Promise<void> => {
    stopping.abort();
    ring.resolve();
    await subscription?.stop();
    await running;
    await publisher.close();
    await marks.flush();
    held.clear();
    // Otherwise the buckets would wait for the leases to expire.
    await leases.releaseAll().catch((error: unknown) => {
      log.warn({ err: error }, 'outbox: cannot give back the leases');
    });
  };

  return {
    background: { name: 'outbox relay', start, stop },
    wake: (buckets) => {
      mark(buckets);
      wakeUp.call(buckets.filter((bucket) => !held.has(bucket)));
    },
  };
};
