import type { Queryable } from '@fondaco/chassis/postgres';
import type { Identity, State } from './email.ts';

export type NewEmail = Identity & {
  readonly emailId: string;
  readonly recipient: string;
  readonly language: string;
  /** The event's data, from which it is rendered. */
  readonly data: unknown;
  /** The trace in which it was asked for. */
  readonly traceparent: string | null;
};

/** `suppressed`: its address is one that nothing is sent to. */
export type ClaimedEmail = NewEmail & {
  readonly attempts: number;
  readonly createdAt: Date;
  readonly suppressed: boolean;
};

/** What became of attempt number `attempts`. `waiting` has `delaySeconds`; `uncounted` when it was none. */
export type Settlement = {
  readonly emailId: string;
  readonly attempts: number;
  readonly state: Exclude<State, 'sending'>;
  readonly reason: string | null;
  readonly delaySeconds: number;
  readonly uncounted: boolean;
};

export type ListedEmail = Identity & {
  readonly emailId: string;
  readonly recipient: string | null;
  readonly language: string;
  readonly state: State;
  readonly attempts: number;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
};

/** Those that exist already stay as they are. */
export const insertEmails = async (tx: Queryable, emails: readonly NewEmail[]): Promise<void> => {
  await tx.query({
    name: 'insert-emails',
    text: `
      INSERT INTO email (email_id, kind, order_id, subject_id, recipient, language, data,
        traceparent)
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[],
        $8::text[])
      ON CONFLICT ON CONSTRAINT email_once DO NOTHING`,
    values: [
      emails.map(({ emailId }) => emailId),
      emails.map(({ kind }) => kind),
      emails.map(({ orderId }) => orderId),
      emails.map(({ subjectId }) => subjectId),
      emails.map(({ recipient }) => recipient),
      emails.map(({ language }) => language),
      emails.map(({ data }) => JSON.stringify(data)),
      emails.map(({ traceparent }) => traceparent),
    ],
  });
};

/** Those that have waited longest, for `leaseSeconds` nobody else's. */
export const claimEmails = async (
  db: Queryable,
  limit: number,
  leaseSeconds: number,
): Promise<ClaimedEmail[]> => {
  const { rows } = await db.query<ClaimedEmail>({
    name: 'claim-emails',
    text: `
      UPDATE email SET state = 'sending', attempts = attempts + 1, due_at = now() + $2 * interval '1 second'
      WHERE email_id = ANY (ARRAY(
        SELECT email_id FROM email WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED))
      RETURNING email_id AS "emailId", kind, order_id AS "orderId", subject_id AS "subjectId", recipient,
        language, data, traceparent, attempts, created_at AS "createdAt",
        EXISTS (SELECT FROM suppressed_address WHERE address = lower(recipient)) AS suppressed`,
    values: [limit, leaseSeconds],
  });
  return rows;
};

/**
 * That an e-mail was sent is true whoever says it, also after the lease; anything else only counts from the
 * attempt that is the last one so far.
 */
export const settleEmails = async (db: Queryable, settlements: readonly Settlement[]): Promise<void> => {
  await db.query({
    name: 'settle-emails',
    text: `
      UPDATE email SET
        state = done.state,
        reason = done.reason,
        attempts = email.attempts - done.uncounted::int,
        due_at = CASE WHEN done.state = 'waiting' THEN now() + done.delay * interval '1 second' END,
        settled_at = CASE WHEN done.state <> 'waiting' THEN now() END
      FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::float8[], $6::boolean[])
        AS done (email_id, attempts, state, reason, delay, uncounted)
      WHERE email.email_id = done.email_id AND email.settled_at IS NULL
        AND (email.attempts = done.attempts OR done.state = 'sent')`,
    values: [
      settlements.map(({ emailId }) => emailId),
      settlements.map(({ attempts }) => attempts),
      settlements.map(({ state }) => state),
      settlements.map(({ reason }) => reason),
      settlements.map(({ delaySeconds }) => delaySeconds),
      settlements.map(({ uncounted }) => uncounted),
    ],
  });
};

/** How many are not settled, and for how many seconds the oldest of them. */
export const measureUnsent = async (db: Queryable): Promise<{ count: number; oldestSeconds: number }> => {
  const { rows } = await db.query<{ count: number; oldestSeconds: number }>({
    name: 'measure-unsent-emails',
    text: `
      SELECT count(*) AS count,
        coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldestSeconds"
      FROM email WHERE due_at IS NOT NULL`,
  });
  return rows[0] ?? { count: 0, oldestSeconds: 0 };
};

export const findEmails = async (db: Queryable, orderId: string): Promise<ListedEmail[]> => {
  const { rows } = await db.query<ListedEmail>({
    name: 'find-emails',
    text: `
      SELECT email_id AS "emailId", kind, order_id AS "orderId", subject_id AS "subjectId", recipient, language,
        state, attempts, reason, created_at AS "createdAt", settled_at AS "settledAt"
      FROM email WHERE order_id = $1
      ORDER BY created_at, email_id
      LIMIT 1000`,
    values: [orderId],
  });
  return rows;
};

/** Blanks what tells of a person in at most `limit` settled e-mails; answers how many they were. */
export const eraseOldEmails = async (db: Queryable, days: number, limit: number): Promise<number> => {
  const { count } = await db.query({
    name: 'erase-old-emails',
    text: `
      UPDATE email SET recipient = NULL, data = NULL
      WHERE email_id = ANY (ARRAY(
        SELECT email_id FROM email
        WHERE created_at < now() - $1 * interval '1 day' AND settled_at IS NOT NULL AND data IS NOT NULL
        LIMIT $2))`,
    values: [days, limit],
  });
  return count;
};
