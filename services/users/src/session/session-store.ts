import type { Queryable } from '@fondaco/chassis/postgres';
import type { PresentedToken } from './session.ts';

/** With its first refresh token. */
export const insertSession = async (
  db: Queryable,
  session: {
    readonly sessionId: string;
    readonly accountId: string;
    readonly tokenHash: Buffer;
    readonly days: number;
  },
): Promise<void> => {
  await db.query({
    name: 'session.insert',
    text: `WITH opened AS (
             INSERT INTO session (session_id, account_id, expires_at)
             VALUES ($1, $2, now() + make_interval(days => $4))
             RETURNING session_id, expires_at
           )
           INSERT INTO refresh_token (token_hash, session_id, expires_at)
           SELECT $3, session_id, expires_at FROM opened`,
    values: [session.sessionId, session.accountId, session.tokenHash, session.days],
  });
};

export const insertRefreshToken = async (
  db: Queryable,
  token: { readonly hash: Buffer; readonly sessionId: string; readonly days: number },
): Promise<void> => {
  await db.query({
    name: 'session.insert-token',
    text: `INSERT INTO refresh_token (token_hash, session_id, expires_at)
           VALUES ($1, $2, now() + make_interval(days => $3))`,
    values: [token.hash, token.sessionId, token.days],
  });
};

export type FoundToken = PresentedToken & {
  readonly sessionId: string;
  readonly accountId: string;
  readonly now: Date;
};

/** Locks the session: its tokens are replaced one at a time. */
export const findRefreshToken = async (db: Queryable, hash: Buffer): Promise<FoundToken | undefined> => {
  const { rows } = await db.query<FoundToken>({
    name: 'session.find-token',
    text: `SELECT session.session_id AS "sessionId", session.account_id AS "accountId",
                  refresh_token.expires_at AS "expiresAt", refresh_token.replaced_at AS "replacedAt",
                  clock_timestamp() AS now
           FROM refresh_token JOIN session USING (session_id)
           WHERE token_hash = $1
           FOR UPDATE OF session`,
    values: [hash],
  });
  return rows[0];
};

/** Its first replacement counts: the grace is not prolonged by asking again. */
export const markReplaced = async (db: Queryable, hash: Buffer): Promise<void> => {
  await db.query({
    name: 'session.mark-token-replaced',
    text: 'UPDATE refresh_token SET replaced_at = now() WHERE token_hash = $1 AND replaced_at IS NULL',
    values: [hash],
  });
};

export const prolongSession = async (db: Queryable, sessionId: string, days: number): Promise<void> => {
  await db.query({
    name: 'session.prolong',
    text: 'UPDATE session SET expires_at = now() + make_interval(days => $2) WHERE session_id = $1',
    values: [sessionId, days],
  });
};

export const deleteSession = async (db: Queryable, sessionId: string): Promise<void> => {
  await db.query({
    name: 'session.delete',
    text: 'DELETE FROM session WHERE session_id = $1',
    values: [sessionId],
  });
};

export const deleteSessionOfToken = async (db: Queryable, hash: Buffer): Promise<void> => {
  await db.query({
    name: 'session.delete-by-token',
    text: 'DELETE FROM session WHERE session_id = (SELECT session_id FROM refresh_token WHERE token_hash = $1)',
    values: [hash],
  });
};

export const deleteSessionsOfAccount = async (db: Queryable, accountId: string): Promise<void> => {
  await db.query({
    name: 'session.delete-of-account',
    text: 'DELETE FROM session WHERE account_id = $1',
    values: [accountId],
  });
};

/** At most `most` of them; answers how many. Their tokens go with them. */
export const deleteExpiredSessions = async (db: Queryable, most: number): Promise<number> => {
  const { count } = await db.query({
    name: 'session.delete-expired',
    text: `DELETE FROM session WHERE session_id IN
             (SELECT session_id FROM session WHERE expires_at < now() LIMIT $1 FOR UPDATE SKIP LOCKED)`,
    values: [most],
  });
  return count;
};

/** At most `most` of those of sessions that go on; answers how many. */
export const deleteExpiredTokens = async (db: Queryable, most: number): Promise<number> => {
  const { count } = await db.query({
    name: 'session.delete-expired-tokens',
    text: `DELETE FROM refresh_token WHERE token_hash IN
             (SELECT token_hash FROM refresh_token WHERE expires_at < now() LIMIT $1 FOR UPDATE SKIP LOCKED)`,
    values: [most],
  });
  return count;
};
