import type { Database, Queryable } from '@fondaco/chassis/postgres';
import type { ImportFailure } from '@fondaco/contracts/http/imports';
import type { Position } from './file-rows.ts';

/**
 * Somebody else's, for whoever does not answer for so long. A batch may take no longer: transactions are ended by
 * the server before.
 */
const LEASE_SECONDS = 40;
/** What was begun and not started by then is given up. */
const ABANDONED_HOURS = 24;

/**
 * Takes an import that has something left to be done and that nobody works at, for as long as its lease is renewed;
 * answers its id. One that ended is to be cleared of what only a running one needs.
 */
export const claimImport = async (db: Queryable, lease: string): Promise<string | null> => {
  const { rows } = await db.query<{ importId: string }>({
    name: 'claim-import',
    text: `
      UPDATE product_import
      SET lease = $1, leased_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      WHERE import_id = (
        SELECT import_id FROM product_import
        WHERE NOT cleared AND leased_until < clock_timestamp()
          AND (state <> 'uploading' OR begun_at < now() - make_interval(hours => ${ABANDONED_HOURS}))
        ORDER BY begun_at LIMIT 1
        FOR NO KEY UPDATE SKIP LOCKED
      )
      RETURNING import_id AS "importId"`,
    values: [lease],
  });
  return rows[0]?.importId ?? null;
};

/** Whether the lease is still ours; if so, nobody can take it before the commit. */
export const holdLease = async (tx: Queryable, importId: string, lease: string): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'hold-import-lease',
    text: 'SELECT FROM product_import WHERE import_id = $1 AND lease = $2 FOR NO KEY UPDATE',
    values: [importId, lease],
  });
  return count === 1;
};

export type Advance = {
  readonly next: Position;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** How many rows more were refused, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  readonly ended: 'done' | ImportFailure | null;
};

/** The lease must be held. */
export const advanceImport = async (tx: Queryable, importId: string, advance: Advance): Promise<void> => {
  const { next, ended } = advance;
  await tx.query({
    name: 'advance-import',
    text: `
      UPDATE product_import SET
        part = $2, part_begins = $3, bytes_done = $4, lines_done = $5, rows = rows + $6,
        added = added + $7, changed = changed + $8, unchanged = unchanged + $9,
        rejected = (
          SELECT coalesce(jsonb_object_agg(reason, total), '{}') FROM (
            SELECT key AS reason, sum(value::bigint) AS total FROM (
              SELECT * FROM jsonb_each_text(rejected) UNION ALL SELECT * FROM jsonb_each_text($10::jsonb)
            ) AS counted GROUP BY key
          ) AS totals
        ),
        state = $11, failure = $12::jsonb, setbacks = 0,
        ended_at = CASE WHEN $11 IN ('done', 'failed') THEN now() END,
        leased_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      WHERE import_id = $1`,
    values: [
      importId,
      next.part,
      next.partBegins,
      next.bytes,
      next.lines,
      advance.rows,
      advance.added,
      advance.changed,
      advance.unchanged,
      JSON.stringify(advance.rejected),
      ended === null ? 'running' : ended === 'done' ? 'done' : 'failed',
      ended === null || ended === 'done' ? null : JSON.stringify(ended),
    ],
  });
};

/** Answers how many there have been since a batch was written last. */
export const countSetback = async (db: Queryable, importId: string, lease: string): Promise<number> => {
  const { rows } = await db.query<{ setbacks: number }>({
    name: 'count-import-setback',
    text: `
      UPDATE product_import SET setbacks = setbacks + 1 WHERE import_id = $1 AND lease = $2
      RETURNING setbacks`,
    values: [importId, lease],
  });
  return rows[0]?.setbacks ?? 0;
};

/** The import ends where it is. */
export const failImport = async (
  db: Queryable,
  importId: string,
  lease: string,
  failure: ImportFailure,
): Promise<void> => {
  await db.query({
    name: 'fail-import',
    text: `
      UPDATE product_import SET state = 'failed', failure = $3::jsonb, ended_at = now()
      WHERE import_id = $1 AND lease = $2 AND ended_at IS NULL`,
    values: [importId, lease, JSON.stringify(failure)],
  });
};

/** Clearing may take longer than a lease. */
export const renewLease = async (db: Queryable, importId: string, lease: string): Promise<boolean> => {
  const { count } = await db.query({
    name: 'renew-import-lease',
    text: `
      UPDATE product_import SET leased_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      WHERE import_id = $1 AND lease = $2`,
    values: [importId, lease],
  });
  return count === 1;
};

/** Nothing is left to be done. */
export const closeImport = async (db: Queryable, importId: string, lease: string): Promise<void> => {
  await db.query({
    name: 'close-import',
    text: 'UPDATE product_import SET cleared = true WHERE import_id = $1 AND lease = $2',
    values: [importId, lease],
  });
};

/** Somebody else may go on, at the earliest in so many seconds. */
export const releaseImport = async (
  db: Pick<Database, 'query'>,
  importId: string,
  lease: string,
  inSeconds: number,
): Promise<void> => {
  await db.query({
    name: 'release-import',
    text: `
      UPDATE product_import SET lease = NULL, leased_until = clock_timestamp() + make_interval(secs => $3)
      WHERE import_id = $1 AND lease = $2`,
    values: [importId, lease, inSeconds],
  });
};
