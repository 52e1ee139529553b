import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { Attempt, AttemptFailure, AttemptState } from '@fondaco/contracts/http/payments';

/** What makes a request the same request: whose it is, its key, and a hash of what it asked for. */
export type AttemptRequest = {
  readonly orderId: string;
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly bodyHash: Buffer;
  readonly cardToken: string;
};

type Row = {
  readonly attemptId: string;
  readonly orderId: string;
  readonly state: AttemptState;
  readonly failure: AttemptFailure | null;
  readonly actionUrl: string | null;
  readonly createdAt: Date;
};

const COLUMNS = `
  id as "attemptId", order_id as "orderId", state, failure, action_url as "actionUrl", created_at as "createdAt"`;

const toAttempt = (row: Row): Attempt => ({
  attemptId: row.attemptId,
  orderId: row.orderId,
  state: row.state,
  failure: row.failure,
  actionUrl: row.actionUrl,
  createdAt: row.createdAt.toISOString(),
});

/** An attempt of a locked payment; one that is `processing` has its work leased under `token`. */
export type NewAttempt = AttemptRequest & {
  readonly attemptId: string;
  readonly state: 'waiting' | 'processing';
  readonly at: Date;
  readonly token: string;
};

/**
 * Writes attempts of locked payments; one that begins at once becomes its payment's. Answers the ids of those
 * that were written: one is not when its key has an attempt, or another one is unfinished.
 */
export const insertAttempts = async (
  tx: Transaction,
  attempts: readonly NewAttempt[],
  leaseSeconds: number,
): Promise<string[]> => {
  const { rows } = await tx.query<{ attemptId: string }>({
    name: 'insert-attempts',
    text: `
      with attempt as (
        select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::text[], $7::text[],
            $8::timestamptz[], $9::uuid[])
          as attempt (order_id, id, customer_id, idempotency_key, body_hash, state, card_token, created_at, token)
      ), begun as (
        insert into payment_attempt (order_id, id, customer_id, idempotency_key, body_hash, state, card_token,
          created_at)
        select order_id, id, customer_id, idempotency_key, body_hash, state, card_token, created_at from attempt
        on conflict do nothing
        returning order_id, id, state
      ), current as (
        update payment set attempt_id = begun.id, attempt_state = 'processing', provider_payment_id = null,
          changed_at = now()
        from begun where payment.order_id = begun.order_id and begun.state = 'processing'
      ), work as (
        insert into provider_work (kind, subject_id, order_id, token, due_at)
        select 'authorise', id, begun.order_id, token, now() + make_interval(secs => $10::double precision)
        from begun join attempt using (id) where begun.state = 'processing'
      )
      select id as "attemptId" from begun`,
    values: [
      attempts.map(({ orderId }) => orderId),
      attempts.map(({ attemptId }) => attemptId),
      attempts.map(({ customerId }) => customerId),
      attempts.map(({ idempotencyKey }) => idempotencyKey),
      attempts.map(({ bodyHash }) => bodyHash),
      attempts.map(({ state }) => state),
      attempts.map(({ cardToken }) => cardToken),
      attempts.map(({ at }) => at),
      attempts.map(({ token }) => token),
      leaseSeconds,
    ],
  });
  return rows.map((row) => row.attemptId);
};

/** The attempt that the customer's key has, as it is now. */
export const findAttemptByKey = async (
  db: Queryable,
  customerId: string,
  idempotencyKey: string,
): Promise<{ readonly attempt: Attempt; readonly bodyHash: Buffer } | null> => {
  const { rows } = await db.query<Row & { bodyHash: Buffer }>({
    name: 'find-attempt-by-key',
    text: `
      select ${COLUMNS}, body_hash as "bodyHash" from payment_attempt
      where customer_id = $1 and idempotency_key = $2`,
    values: [customerId, idempotencyKey],
  });
  const [row] = rows;
  return row ? { attempt: toAttempt(row), bodyHash: row.bodyHash } : null;
};

/** Attempts of an order, oldest first: of everybody where `customerId` is null. */
export const listAttempts = async (
  db: Queryable,
  orderId: string,
  customerId: string | null,
): Promise<Attempt[]> => {
  const { rows } = await db.query<Row>({
    name: 'list-attempts',
    text: `
      select ${COLUMNS} from payment_attempt
      where order_id = $1 and ($2::uuid is null or customer_id = $2) order by id`,
    values: [orderId, customerId],
  });
  return rows.map(toAttempt);
};

/** Refuses attempts for orders that nobody has asked a payment of for so long. Answers how many. */
export const refuseForgottenAttempts = async (db: Queryable, waitingSeconds: number): Promise<number> => {
  const { count } = await db.query({
    name: 'refuse-forgotten-attempts',
    text: `
      with forgotten as (
        select order_id, id from payment_attempt as attempt
        where state = 'waiting' and created_at < now() - make_interval(secs => $1)
          and not exists (
            select from payment where payment.order_id = attempt.order_id and payment.state <> 'unknown'
          )
        limit 1000
      ), gone as (
        delete from payment where state = 'unknown' and order_id in (select order_id from forgotten)
      )
      update payment_attempt as attempt
      set state = 'refused', failure = 'no-such-order', card_token = null, changed_at = now()
      from forgotten
      where attempt.order_id = forgotten.order_id and attempt.id = forgotten.id and attempt.state = 'waiting'
      returning attempt.id`,
    values: [waitingSeconds],
  });
  return count;
};
