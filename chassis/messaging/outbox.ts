import type { Static, TObject } from 'typebox';
import type { Database, Transaction } from '../postgres/index.ts';
import { type Background, type Log, type Metrics, newId as uuid } from '../service/index.ts';
import type { EventDefinition } from './event.ts';
import type { Kafka } from './kafka.ts';
import { newRow } from './new-row.ts';
import { insertRows, type OutboxRow } from './outbox-store.ts';
import { createRelay } from './relay.ts';

/**
 * Events are rows of the caller's transaction and nothing else: they are published if and only if it
 * commits. They are written as one statement before COMMIT, and what is appended after it as another one. Both
 * throw EventRefused when data breaks the event's schema or is too large.
 */
export type Outbox = {
  append<Schema extends TObject>(
    tx: Transaction,
    event: EventDefinition<Schema>,
    data: Static<Schema>,
  ): Promise<void>;
  /** Events of one key are published in the order of the array. */
  appendAll<Schema extends TObject>(
    tx: Transaction,
    event: EventDefinition<Schema>,
    data: readonly Static<Schema>[],
  ): Promise<void>;
  /** Publishes what was appended, by this process or another one. */
  readonly relay: Background;
};

export type OutboxOptions = {
  readonly db: Database;
  readonly kafka: Kafka;
  /** Its name is in every event's source, and prefixes the transactional ids. */
  readonly service: string;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now?: () => Date;
  readonly newId?: () => string;
};

export const createOutbox = (options: OutboxOptions): Outbox => {
  const { db, kafka, service, metrics, log, now = () => new Date(), newId = uuid } = options;
  const relay = createRelay({ db, kafka, service, metrics, log });

  const waiting = new WeakMap<Transaction, OutboxRow[]>();

  const appendAll: Outbox['appendAll'] = async (tx, event, data) => {
    if (data.length === 0) return;
    const rows = data.map((one) => newRow(event, one, { service, id: newId(), now: now() }));
    const appended = waiting.get(tx);
    if (appended !== undefined) {
      appended.push(...rows);
      return;
    }
    waiting.set(tx, rows);
    tx.beforeCommit(() => {
      // What others append before COMMIT from here on is a statement of its own: these rows are on their way.
      waiting.delete(tx);
      return insertRows(tx, rows);
    });
    tx.afterCommit(() => relay.wake(rows.map((row) => row.bucket)));
  };

  return {
    append: (tx, event, data) => appendAll(tx, event, [data]),
    appendAll,
    relay: relay.background,
  };
};
