import type { Queryable } from '../../postgres/index.ts';

/** What keeps its order: the messages of one key of a topic, as one consumer sees them. */
export type Sequence = {
  readonly consumer: string;
  readonly topic: string;
  readonly key: string | null;
};

/** Tells these locks from others that a service may take. */
const LOCK_SEED = 7041;

/**
 * Held to the end of the transaction by whoever takes a message out of the parked ones of a key, or puts one
 * behind them: either both see the other's work, or one waits.
 */
export const lockSequence = async (tx: Queryable, { consumer, topic, key }: Sequence): Promise<void> => {
  await tx.query({
    name: 'parked-message-lock-sequence',
    text: 'SELECT pg_advisory_xact_lock(hashtextextended(jsonb_build_array($1::text, $2::text, $3::text)::text, $4))',
    values: [consumer, topic, key, LOCK_SEED],
  });
};

/** Which sequence a parked message belongs to; null when it is parked no more. */
export const findSequence = async (tx: Queryable, id: number): Promise<Sequence | null> => {
  const { rows } = await tx.query<Sequence>({
    name: 'parked-message-sequence',
    text: 'SELECT consumer, topic, key FROM messaging.parked_message WHERE id = $1',
    values: [id],
  });
  return rows[0] ?? null;
};

/** The earliest parked message of the sequence, or null. */
export const findEarliestParked = async (
  tx: Queryable,
  { consumer, topic, key }: Sequence,
): Promise<number | null> => {
  const { rows } = await tx.query<{ id: number }>({
    name: 'parked-message-earliest',
    text: `SELECT id FROM messaging.parked_message
            WHERE consumer = $1 AND topic = $2 AND key = $3
            ORDER BY id LIMIT 1`,
    values: [consumer, topic, key],
  });
  return rows[0]?.id ?? null;
};

/**
 * Whether a message that seemed to be behind parked ones has to be parked, too. A retry may have taken the last
 * of them away meanwhile: then it is processed as any other. To be asked only after a look without the lock
 * has seen parked ones, so that messages of all other keys pay nothing for it.
 */
export const staysBehindParked = async (tx: Queryable, sequence: Sequence): Promise<boolean> => {
  await lockSequence(tx, sequence);
  // A statement of its own: under READ COMMITTED one that waits for the lock looks at the time before.
  return (await findEarliestParked(tx, sequence)) !== null;
};
