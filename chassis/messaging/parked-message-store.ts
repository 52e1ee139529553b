import type { Queryable } from '../postgres/index.ts';

export type ParkedMessage = {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly eventId: string | null;
  readonly type: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer | null;
  readonly reason: string;
  readonly attempts: number;
};

/** Does nothing when the message is parked already. */
export const insertParkedMessage = async (tx: Queryable, message: ParkedMessage): Promise<void> => {
  await tx.query({
    name: 'parked-message-insert',
    text: `INSERT INTO messaging.parked_message
             (consumer, topic, partition, "offset", key, event_id, type, headers, payload, reason, attempts)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           ON CONFLICT (consumer, topic, partition, "offset") DO NOTHING`,
    values: [
      message.consumer,
      message.topic,
      message.partition,
      message.offset.toString(),
      message.key,
      message.eventId,
      message.type,
      JSON.stringify(message.headers),
      message.payload,
      message.reason,
      message.attempts,
    ],
  });
};

export const countParkedMessages = async (db: Queryable, consumer: string): Promise<number> => {
  const { rows } = await db.query<{ parked: number }>({
    name: 'parked-message-count',
    text: 'SELECT count(*) AS parked FROM messaging.parked_message WHERE consumer = $1',
    values: [consumer],
  });
  return rows[0]?.parked ?? 0;
};
