import type { Queryable } from '../postgres/index.ts';

export type OutboxRow = {
  readonly bucket: number;
  readonly topic: string;
  readonly key: string;
  readonly eventId: string;
  readonly type: string;
  readonly headers: string;
  readonly payload: string;
};

export type ClaimedRow = {
  readonly id: number;
  readonly bucket: number;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly payload: string;
};

export const insertRows = async (tx: Queryable, rows: readonly OutboxRow[]): Promise<void> => {
  await tx.query({
    name: 'outbox-insert',
    // Ids must follow the order of the rows: that is the order of a key's events.
    text: `INSERT INTO messaging.outbox (bucket, topic, key, event_id, type, headers, payload)
           SELECT bucket, topic, key, event_id, type, headers::jsonb, payload
             FROM unnest($1::smallint[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[])
                  WITH ORDINALITY AS r (bucket, topic, key, event_id, type, headers, payload, n)
            ORDER BY n`,
    values: [
      rows.map((row) => row.bucket),
      rows.map((row) => row.topic),
      rows.map((row) => row.key),
      rows.map((row) => row.eventId),
      rows.map((row) => row.type),
      rows.map((row) => row.headers),
      rows.map((row) => row.payload),
    ],
  });
};

/**
 * The first unpublished rows of each of the buckets, as far as `owner` holds their leases at this moment.
 * Never by `id > last`: ids become visible out of order. Marks `published` in passing, and answers none of it.
 */
export const claimRows = async (
  db: Queryable,
  owner: string,
  buckets: readonly number[],
  perBucket: number,
  published: readonly number[] = [],
): Promise<ClaimedRow[]> => {
  const { rows } = await db.query<ClaimedRow>({
    name: 'outbox-claim',
    text: `WITH marked AS (
             UPDATE messaging.outbox SET published_at = now()
              WHERE id = ANY ($4::bigint[]) AND published_at IS NULL)
           SELECT o.id, o.bucket, o.topic, o.key, o.headers, o.payload
             FROM messaging.outbox_lease AS l
            CROSS JOIN LATERAL (
                  SELECT * FROM messaging.outbox
                   WHERE bucket = l.bucket AND published_at IS NULL AND id <> ALL ($4::bigint[])
                   ORDER BY id LIMIT $3) AS o
            WHERE l.owner = $1 AND l.expires_at > now() AND l.bucket = ANY ($2::smallint[])
            ORDER BY o.bucket, o.id`,
    values: [owner, buckets, perBucket, published],
  });
  return rows;
};

export const markPublished = async (db: Queryable, ids: readonly number[]): Promise<void> => {
  await db.query({
    name: 'outbox-mark-published',
    text: 'UPDATE messaging.outbox SET published_at = now() WHERE id = ANY ($1::bigint[]) AND published_at IS NULL',
    values: [ids],
  });
};

/** Answers how many were deleted. By id from the lowest: the oldest rows are the published ones. */
export const deletePublished = async (
  db: Queryable,
  olderThanSeconds: number,
  limit: number,
): Promise<number> => {
  const { count } = await db.query({
    name: 'outbox-delete-published',
    text: `DELETE FROM messaging.outbox WHERE id IN (
             SELECT id FROM messaging.outbox WHERE published_at < now() - make_interval(secs => $1)
              ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    values: [olderThanSeconds, limit],
  });
  return count;
};

/** `oldestAgeSeconds` is 0 when nothing waits. */
export const measurePending = async (
  db: Queryable,
): Promise<{ pending: number; oldestAgeSeconds: number }> => {
  const { rows } = await db.query<{ pending: number; oldestAgeSeconds: number }>({
    name: 'outbox-measure',
    text: `SELECT count(*) AS pending,
                  coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldestAgeSeconds"
             FROM messaging.outbox WHERE published_at IS NULL`,
  });
  return rows[0] ?? { pending: 0, oldestAgeSeconds: 0 };
};

/** Wakes the relays of other processes for the buckets. In no transaction of its own it serialises no commits. */
export const notifyBuckets = async (
  db: Queryable,
  channel: string,
  buckets: readonly number[],
): Promise<void> => {
  await db.query({
    name: 'outbox-notify',
    text: 'SELECT pg_notify($1, $2)',
    values: [channel, buckets.join(',')],
  });
};
