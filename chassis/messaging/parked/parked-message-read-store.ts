import type { Queryable } from '../../postgres/index.ts';

/** What is parked, without its content. `first`: nothing earlier of its key is parked. */
export type ParkedSummary = {
  readonly id: number;
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly eventId: string | null;
  readonly type: string | null;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: Date;
  readonly first: boolean;
};

export type ParkedDetails = ParkedSummary & {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer | null;
};

/** What is left out matches everything. `reason` is its beginning. */
export type ParkedFilter = {
  readonly consumer?: string | undefined;
  readonly key?: string | undefined;
  readonly type?: string | undefined;
  readonly reason?: string | undefined;
};

export type ParkedCount = {
  readonly consumer: string;
  readonly messages: number;
  readonly keys: number;
  readonly oldestAt: Date;
};

const SUMMARY = `id, consumer, topic, partition, "offset", key, event_id AS "eventId", type, reason, attempts,
                 parked_at AS "parkedAt",
                 NOT EXISTS (SELECT FROM messaging.parked_message earlier
                              WHERE earlier.consumer = p.consumer AND earlier.topic = p.topic
                                AND earlier.key = p.key AND earlier.id < p.id) AS first`;

/** The earliest first, behind the id `after`. */
export const listParkedMessages = async (
  db: Queryable,
  filter: ParkedFilter & { readonly after: number; readonly limit: number },
): Promise<ParkedSummary[]> => {
  const { rows } = await db.query<ParkedSummary>({
    name: 'parked-message-list',
    text: `SELECT ${SUMMARY} FROM messaging.parked_message p
            WHERE id > $1
              AND ($3::text IS NULL OR consumer = $3)
              AND ($4::text IS NULL OR key = $4)
              AND ($5::text IS NULL OR type = $5)
              AND ($6::text IS NULL OR starts_with(reason, $6))
            ORDER BY id LIMIT $2`,
    values: [filter.after, filter.limit, filter.consumer, filter.key, filter.type, filter.reason],
  });
  return rows;
};

export const findParkedMessage = async (db: Queryable, id: number): Promise<ParkedDetails | null> => {
  const { rows } = await db.query<ParkedDetails>({
    name: 'parked-message-find',
    text: `SELECT ${SUMMARY}, headers, payload FROM messaging.parked_message p WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
};

/** The first message behind the id `after` that nothing of its key is parked before. */
export const findNextToRetry = async (
  db: Queryable,
  filter: Pick<ParkedFilter, 'consumer' | 'key'> & { readonly after: number },
): Promise<number | null> => {
  const { rows } = await db.query<{ id: number }>({
    name: 'parked-message-next',
    text: `SELECT id FROM messaging.parked_message p
            WHERE id > $1
              AND ($2::text IS NULL OR consumer = $2)
              AND ($3::text IS NULL OR key = $3)
              AND NOT EXISTS (SELECT FROM messaging.parked_message earlier
                               WHERE earlier.consumer = p.consumer AND earlier.topic = p.topic
                                 AND earlier.key = p.key AND earlier.id < p.id)
            ORDER BY id LIMIT 1`,
    values: [filter.after, filter.consumer, filter.key],
  });
  return rows[0]?.id ?? null;
};

/** By consumer; those without parked messages are not among them. */
export const countParkedByConsumer = async (db: Queryable): Promise<ParkedCount[]> => {
  const { rows } = await db.query<ParkedCount>({
    name: 'parked-message-counts',
    text: `SELECT consumer, count(*) AS messages, count(DISTINCT (topic, key)) AS keys, min(parked_at) AS "oldestAt"
             FROM messaging.parked_message GROUP BY consumer ORDER BY consumer`,
  });
  return rows;
};
