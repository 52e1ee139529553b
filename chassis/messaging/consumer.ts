import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../postgres/index.ts';
import type { Background, Log, Metrics } from '../service/index.ts';
import type { ConsumerGroup } from './consumer-group.ts';
import { measureConsumer } from './consumer-measurements.ts';
import { runSession } from './consumer-session.ts';
import { backoffMs } from './failure.ts';
import { ConsumerStuck } from './group-member.ts';
import type { Handler } from './handler.ts';
import { createHold } from './hold.ts';
import { estimateInboxRows } from './inbox-store.ts';
import type { Kafka } from './kafka.ts';
import { countParkedMessages } from './parked-message-store.ts';
import { createProcessBatch } from './process-batch.ts';
import { createProcessMessage } from './process-message.ts';

export type ConsumerOptions = {
  readonly db: Database;
  readonly kafka: Kafka;
  /** The group's name on the cluster, and the consumer's in inbox, parked messages and metrics. */
  readonly name: string;
  readonly group: ConsumerGroup;
  readonly handlers: readonly Handler[];
  readonly metrics: Metrics;
  readonly log: Log;
  /** `false` only for handlers that are idempotent by themselves, as copies of versioned snapshots are. */
  readonly inbox?: boolean;
  /** Transactions at once, each with messages of other keys. Each takes a connection of the pool. */
  readonly concurrency?: number;
  /** How long what comes in close succession may wait for others to be dealt with together. */
  readonly paceMs?: number;
};

/** What runs in the background, and what a retry of its parked messages needs. `name` is the consumer's. */
export type Consumer = Background & { readonly handlers: readonly Handler[] };

/** Two consumers at full work leave connections of a pool of ten to the routes. */
const CONCURRENCY = 4;

/** Five hops in a row cost an order 150 ms at worst. */
const PACE_MS = 30;
const SAMPLE_MS = 2_000;
/** An estimate that PostgreSQL itself makes anew only now and then. */
const INBOX_EVERY = 15;

/**
 * Hands the messages of the group's topics to the handlers, each inside one transaction with its inbox
 * row. Messages of one key are processed in order, of different keys beside each other; those that are there
 * at the same moment share a transaction, in the order of their keys, and are processed alone when it fails.
 * Throws when a handler is for a topic that the group does not read.
 */
export const createConsumer = (options: ConsumerOptions): Consumer => {
  const { db, kafka, name, group, handlers, log } = options;
  const { inbox = true, concurrency = CONCURRENCY, paceMs = PACE_MS } = options;
  const stray = handlers.find((handler) => !group.topics.includes(handler.topic));
  if (stray) throw new Error(`${name} handles ${stray.type}, but does not read its topic ${stray.topic}`);

  const measurements = measureConsumer(options.metrics, name);
  const hold = createHold();
  const processing = { db, consumer: name, handlers, inbox, hold, measurements, log };
  const processMessage = createProcessMessage(processing);
  const processBatch = createProcessBatch(processing);
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<unknown> = Promise.resolve();

  const pause = (ms: number): Promise<void> => delay(ms, undefined, { signal }).catch(() => undefined);

  const consumeForEver = async (): Promise<void> => {
    for (let failures = 1; !signal.aborted; failures++) {
      const began = performance.now();
      try {
        await runSession(
          {
            kafka,
            name,
            group,
            concurrency,
            paceMs,
            untilFit: hold.untilFit,
            processMessage,
            processBatch,
            measurements,
            log,
          },
          signal,
        );
      } catch (error) {
        // Nobody waits for this promise yet: the process dies rather than idles.
        if (error instanceof ConsumerStuck) throw error;
        log.warn({ err: error, consumer: name }, 'the consumer has died and is made anew');
        if (performance.now() - began > 60_000) failures = 1;
        await pause(backoffMs(failures));
      }
    }
  };

  const sampleForEver = async (): Promise<void> => {
    for (let turn = 0; !signal.aborted; turn++) {
      try {
        measurements.parked(await countParkedMessages(db, name));
        if (turn % INBOX_EVERY === 0) measurements.inbox(await estimateInboxRows(db));
      } catch (error) {
        log.debug({ err: error }, 'parked messages cannot be counted');
      }
      await pause(SAMPLE_MS);
    }
  };

  return {
    name,
    handlers,
    start: async () => {
      running = Promise.all([consumeForEver(), sampleForEver()]);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
