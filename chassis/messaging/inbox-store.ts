import type { Queryable } from '../postgres/index.ts';

export type Taken = { readonly first: boolean; readonly behindParked: boolean };

/**
 * Takes the event for the consumer, in the transaction that deals with it. `first` is false when that was
 * done before; `behindParked` when an earlier message of the same key is parked.
 */
export const takeEvent = async (
  tx: Queryable,
  event: {
    readonly consumer: string;
    readonly eventId: string;
    readonly topic: string;
    readonly key: string;
  },
): Promise<Taken> => {
  const { rows } = await tx.query<Taken>({
    name: 'inbox-take',
    text: `WITH taken AS (
             INSERT INTO messaging.inbox (consumer, event_id) VALUES ($1, $2)
             ON CONFLICT DO NOTHING RETURNING 1)
           SELECT EXISTS (SELECT FROM taken) AS first,
                  EXISTS (SELECT FROM messaging.parked_message
                           WHERE consumer = $1 AND topic = $3 AND key = $4) AS "behindParked"`,
    values: [event.consumer, event.eventId, event.topic, event.key],
  });
  return rows[0] ?? { first: false, behindParked: false };
};

/**
 * Takes several events of one consumer, in the transaction that deals with all of them; answers in their
 * order. An event that is in the list twice is the first's, in all but this answer.
 */
export const takeEvents = async (
  tx: Queryable,
  consumer: string,
  events: readonly { readonly eventId: string; readonly topic: string; readonly key: string }[],
): Promise<Taken[]> => {
  const { rows } = await tx.query<Taken>({
    name: 'inbox-take-many',
    // In one order everywhere: for a moment two members may have the same messages, in different batches.
    text: `WITH message AS (
             SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[])
                           WITH ORDINALITY AS m (event_id, topic, key, n)),
           taken AS (
             INSERT INTO messaging.inbox (consumer, event_id)
             SELECT $1, event_id FROM message ORDER BY event_id
             ON CONFLICT DO NOTHING RETURNING event_id)
           SELECT event_id IN (SELECT event_id FROM taken) AS first,
                  EXISTS (SELECT FROM messaging.parked_message AS p
                           WHERE p.consumer = $1 AND p.topic = m.topic AND p.key = m.key) AS "behindParked"
             FROM message AS m ORDER BY n`,
    values: [
      consumer,
      events.map((event) => event.eventId),
      events.map((event) => event.topic),
      events.map((event) => event.key),
    ],
  });
  return rows;
};

/** Answers how many were deleted. */
/** How many rows there are, as the planner believes: counting them would read all of them. */
export const estimateInboxRows = async (db: Queryable): Promise<number> => {
  const { rows } = await db.query<{ rows: number }>({
    name: 'inbox-estimate',
    text: "SELECT greatest(reltuples, 0)::float8 AS rows FROM pg_class WHERE oid = 'messaging.inbox'::regclass",
  });
  return rows[0]?.rows ?? 0;
};

export const deleteOldInboxRows = async (
  db: Queryable,
  olderThanDays: number,
  limit: number,
): Promise<number> => {
  const { count } = await db.query({
    name: 'inbox-delete-old',
    text: `DELETE FROM messaging.inbox WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM messaging.inbox WHERE processed_at < now() - make_interval(days => $1)
              LIMIT $2 FOR UPDATE SKIP LOCKED))`,
    values: [olderThanDays, limit],
  });
  return count;
};
