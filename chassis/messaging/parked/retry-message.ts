import { type Database, isTransient, type Transaction } from '../../postgres/index.ts';
import type { Log } from '../../service/index.ts';
import { reasonOf, Unprocessable } from '../failure.ts';
import { toEvent } from '../incoming.ts';
import { insertAuditEntry } from './audit-store.ts';
import type { CountAction, ParkedMessagesOptions } from './handling.ts';
import { lockInSequence } from './lock-in-sequence.ts';
import {
  deleteParkedMessage,
  type LockedMessage,
  lockParkedMessage,
  recordFailedAttempt,
} from './parked-message-change-store.ts';
import { maskQuoted } from './quoted-data.ts';
import { findEarliestParked } from './sequence-store.ts';

/** `earlier`: an earlier message of the same key, `earlierId`, is parked still and has to go first. */
export type RetryOutcome =
  | { readonly kind: 'retried' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'earlier-parked'; readonly earlierId: number }
  | { readonly kind: 'gone' };

/** Throws what says that the infrastructure failed: then nothing has changed. */
export type RetryMessage = (id: number, actor: string) => Promise<RetryOutcome>;

/**
 * One message in one transaction: handler, removal and record. Its inbox row has been there since it was
 * parked, so that Kafka cannot bring it a second time.
 */
export const retryMessage = (
  deps: Pick<ParkedMessagesOptions, 'consumers'> & {
    readonly db: Database;
    readonly count: CountAction;
    readonly log: Log;
  },
): RetryMessage => {
  const { db, consumers, count, log } = deps;

  const handle = async (tx: Transaction, message: LockedMessage): Promise<void> => {
    const handlers = consumers.find((consumer) => consumer.name === message.consumer)?.handlers ?? [];
    const event = toEvent({ ...message, offset: BigInt(message.offset) });
    const handler = handlers.find(({ topic, type }) => topic === message.topic && type === event.type);
    if (!handler) throw new Unprocessable(`${message.consumer} has no handler for ${event.type}`);
    await handler.run(tx, event);
  };

  const attempt = (id: number, actor: string): Promise<RetryOutcome> =>
    db.transaction(async (tx) => {
      const message = await lockInSequence(tx, id);
      if (!message) return { kind: 'gone' };
      const earliest = await findEarliestParked(tx, message);
      if (earliest !== null && earliest < id) return { kind: 'earlier-parked', earlierId: earliest };
      await handle(tx, message);
      await deleteParkedMessage(tx, id);
      await insertAuditEntry(tx, message, { action: 'retried', actor });
      tx.afterCommit(() => count(message.consumer, 'retried'));
      return { kind: 'retried' };
    });

  /** In a transaction of its own: what the handler did is rolled back. */
  const recordFailure = (id: number, actor: string, error: unknown): Promise<RetryOutcome> =>
    db.transaction(async (tx) => {
      const message = await lockParkedMessage(tx, id);
      if (!message) return { kind: 'gone' };
      const reason = maskQuoted(reasonOf(error), message.payload);
      await recordFailedAttempt(tx, id, reason);
      await insertAuditEntry(tx, message, { action: 'retry-failed', actor, reason });
      tx.afterCommit(() => {
        count(message.consumer, 'retry-failed');
        const { consumer, type, eventId } = message;
        log.warn(
          { err: error, consumer, type, eventId, parkedMessageId: id },
          'a parked message failed again',
        );
      });
      return { kind: 'failed', reason };
    });

  return async (id, actor) => {
    try {
      return await attempt(id, actor);
    } catch (error) {
      if (isTransient(error)) throw error;
      return recordFailure(id, actor, error);
    }
  };
};
