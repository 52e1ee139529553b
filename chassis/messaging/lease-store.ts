import type { Queryable } from '../postgres/index.ts';

export type Lease = { readonly bucket: number; readonly epoch: number };

/** Says that `owner` is alive; answers how many relays are, itself included. */
export const announceRelay = async (db: Queryable, owner: string, seconds: number): Promise<number> => {
  const { rows } = await db.query<{ others: number }>({
    name: 'outbox-relay-announce',
    text: `WITH announced AS (
             INSERT INTO messaging.outbox_relay (owner, expires_at)
             VALUES ($1, now() + make_interval(secs => $2))
             ON CONFLICT (owner) DO UPDATE SET expires_at = excluded.expires_at)
           SELECT count(*) AS others FROM messaging.outbox_relay WHERE expires_at > now() AND owner <> $1`,
    values: [owner, seconds],
  });
  return (rows[0]?.others ?? 0) + 1;
};

export const withdrawRelay = async (db: Queryable, owner: string): Promise<void> => {
  await db.query({
    name: 'outbox-relay-withdraw',
    text: "DELETE FROM messaging.outbox_relay WHERE owner = $1 OR expires_at < now() - interval '1 hour'",
    values: [owner],
  });
};

/** Extends what `owner` still holds; answers that. What has expired is not taken up again. */
export const renewLeases = async (db: Queryable, owner: string, seconds: number): Promise<Lease[]> => {
  const { rows } = await db.query<Lease>({
    name: 'outbox-lease-renew',
    text: `UPDATE messaging.outbox_lease SET expires_at = now() + make_interval(secs => $2)
            WHERE owner = $1 AND expires_at > now() RETURNING bucket, epoch`,
    values: [owner, seconds],
  });
  return rows;
};

/** Takes up to `limit` buckets that nobody holds. */
export const acquireLeases = async (
  db: Queryable,
  owner: string,
  seconds: number,
  limit: number,
): Promise<Lease[]> => {
  const { rows } = await db.query<Lease>({
    name: 'outbox-lease-acquire',
    text: `UPDATE messaging.outbox_lease
              SET owner = $1, epoch = epoch + 1, expires_at = now() + make_interval(secs => $2)
            WHERE bucket IN (
                  SELECT bucket FROM messaging.outbox_lease WHERE expires_at <= now()
                   ORDER BY bucket LIMIT $3 FOR UPDATE SKIP LOCKED)
            RETURNING bucket, epoch`,
    values: [owner, seconds, limit],
  });
  return rows;
};

export const releaseLeases = async (
  db: Queryable,
  owner: string,
  buckets: readonly number[],
): Promise<void> => {
  await db.query({
    name: 'outbox-lease-release',
    text: `UPDATE messaging.outbox_lease SET owner = NULL, expires_at = '-infinity'
            WHERE owner = $1 AND bucket = ANY ($2::smallint[])`,
    values: [owner, buckets],
  });
};
