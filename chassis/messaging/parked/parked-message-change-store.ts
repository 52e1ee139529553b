import type { Queryable } from '../../postgres/index.ts';
import type { Incoming } from '../incoming.ts';

/** A parked message whose row this transaction has locked. */
export type LockedMessage = Omit<Incoming, 'offset'> & {
  readonly id: number;
  readonly consumer: string;
  readonly offset: number;
  readonly eventId: string | null;
  readonly type: string | null;
  readonly reason: string;
};

/** Null when it is parked no more. */
export const lockParkedMessage = async (tx: Queryable, id: number): Promise<LockedMessage | null> => {
  const { rows } = await tx.query<LockedMessage>({
    name: 'parked-message-lock',
    text: `SELECT id, consumer, topic, partition, "offset", key, headers, payload, reason, type,
                  event_id AS "eventId"
             FROM messaging.parked_message WHERE id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
};

export const deleteParkedMessage = async (tx: Queryable, id: number): Promise<void> => {
  await tx.query({
    name: 'parked-message-delete',
    text: 'DELETE FROM messaging.parked_message WHERE id = $1',
    values: [id],
  });
};

/** One more attempt has failed. */
export const recordFailedAttempt = async (tx: Queryable, id: number, reason: string): Promise<void> => {
  await tx.query({
    name: 'parked-message-failed-again',
    text: 'UPDATE messaging.parked_message SET reason = $2, attempts = attempts + 1 WHERE id = $1',
    values: [id, reason],
  });
};

/** Those that have the id as their key or anywhere in their payload, behind the id `after`. */
export const findMessagesAbout = async (
  db: Queryable,
  search: { readonly customerId: string; readonly after: number; readonly limit: number },
): Promise<number[]> => {
  const { rows } = await db.query<{ id: number }>({
    name: 'parked-message-about',
    text: `SELECT id FROM messaging.parked_message
            WHERE id > $2 AND (key = $1 OR position(convert_to($1, 'UTF8') IN payload) > 0)
            ORDER BY id LIMIT $3`,
    values: [search.customerId, search.after, search.limit],
  });
  return rows.map((row) => row.id);
};

export const replaceContent = async (
  tx: Queryable,
  message: { readonly id: number; readonly payload: Buffer | null; readonly reason: string },
): Promise<void> => {
  await tx.query({
    name: 'parked-message-replace-content',
    text: 'UPDATE messaging.parked_message SET payload = $2, reason = $3 WHERE id = $1',
    values: [message.id, message.payload, message.reason],
  });
};
