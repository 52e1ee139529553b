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

/**
 * Writes an attempt of a locked payment; one that begins at once becomes the payment's, with its work leased under
 * `token`. False, and nothing written, when the key has an attempt or another one is unfinished.
 */
export const insertAttempt = async (
  tx: Transaction,
  request: AttemptRequest,
  attempt: {
    readonly attemptId: string;
    readonly state: 'waiting' | 'processing';
    readonly at: Date;
    readonly token: string;
    readonly leaseSeconds: number;
  },
): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'insert-attempt',
    text: `
      with begun as (
        insert into payment_attempt (order_id, id, customer_id, idempotency_key, body_hash, state, card_token,
          created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict do nothing
        returning order_id, id, state
      ), current as (
        update payment set attempt_id = begun.id, attempt_state = 'processing', provider_payment_id = null,
          changed_at = now()
        from begun where payment.order_id = begun.order_id and begun.state = 'processing'
      ), work as (
        insert into provider_work (kind, subject_id, order_id, token, due_at)
        select 'authorise', id, order_id, $9::uuid, now() + make_interval(secs => $10::double precision)
        from begun where state = 'processing'
      )
      select from begun`,
    values: [
      request.orderId,
      attempt.attemptId,
      request.customerId,
      request.idempotencyKey,
      request.bodyHash,
      attempt.state,
      request.cardToken,
      attempt.at,
      attempt.token,
      attempt.leaseSeconds,
    ],
  });
  return count === 1;
};

/**
 * Ends the waiting of a locked payment that has become due: the owner's attempt becomes the payment's, with its
 * work leased under `token`; others are refused. Answers the owner's, if there is one, and how many were refused.
 */
export const beginWaitingAttempts = async (
  tx: Transaction,
  owner: { readonly orderId: string; readonly customerId: string },
  lease: { readonly token: string; readonly leaseSeconds: number },
): Promise<{ readonly begun: { attemptId: string; cardToken: string } | null; readonly refused: number }> => {
  const { rows } = await tx.query<{ attemptId: string; cardToken: string | null }>({
    name: 'begin-waiting-attempts',
    text: `
      with settled as (
        update payment_attempt
        set state = case when customer_id = $2 then 'processing' else 'refused' end,
          failure = case when customer_id = $2 then null else 'not-your-order' end,
          card_token = case when customer_id = $2 then card_token end,
          changed_at = now()
        where order_id = $1 and state = 'waiting'
        returning order_id, id, state, card_token
      ), current as (
        update payment set attempt_id = settled.id, attempt_state = 'processing', changed_at = now()
        from settled where payment.order_id = settled.order_id and settled.state = 'processing'
      ), work as (
        insert into provider_work (kind, subject_id, order_id, token, due_at)
        select 'authorise', id, order_id, $3::uuid, now() + make_interval(secs => $4::double precision)
        from settled where state = 'processing'
      )
      select id as "attemptId", card_token as "cardToken" from settled`,
    values: [owner.orderId, owner.customerId, lease.token, lease.leaseSeconds],
  });
  const begun = rows.find((row) => row.cardToken !== null);
  return {
    begun: begun?.cardToken ? { attemptId: begun.attemptId, cardToken: begun.cardToken } : null,
    refused: rows.length - (begun ? 1 : 0),
  };
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
