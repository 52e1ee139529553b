import type { Transaction } from '@fondaco/chassis/postgres';
import type { Money } from '@fondaco/contracts/http/common';

/** What is owed for an order, by whom, and until when (RFC 3339). */
export type PaymentRequest = {
  readonly orderId: string;
  readonly customerId: string;
  readonly amount: Money;
  readonly deadline: string;
};

/** An attempt that has waited for the request; `cardToken` is the owner's, null when the attempt is a stranger's. */
export type WaitingAttempt = {
  readonly orderId: string;
  readonly attemptId: string;
  readonly cardToken: string | null;
};

/**
 * Locked payments that are `unknown` become `due`, and the waiting for them ends: an owner's attempt becomes the
 * payment's, with its work leased under `token`; others are refused. Answers the attempts that have waited.
 *
 * Not the statement that locks: only a later one sees every attempt that was let in before.
 */
export const requestPayments = async (
  tx: Transaction,
  requests: readonly PaymentRequest[],
  lease: { readonly token: string; readonly leaseSeconds: number },
): Promise<WaitingAttempt[]> => {
  const { rows } = await tx.query<WaitingAttempt>({
    name: 'request-payments',
    text: `
      with request as (
        select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[])
          as request (order_id, customer_id, currency, amount_minor, deadline)
      ), settled as (
        update payment_attempt as attempt
        set state = case when attempt.customer_id = request.customer_id then 'processing' else 'refused' end,
          failure = case when attempt.customer_id = request.customer_id then null else 'not-your-order' end,
          card_token = case when attempt.customer_id = request.customer_id then card_token end,
          changed_at = now()
        from request where attempt.order_id = request.order_id and attempt.state = 'waiting'
        returning attempt.order_id, attempt.id, attempt.state, attempt.card_token
      ), due as (
        update payment
        set state = 'due', customer_id = request.customer_id, currency = request.currency,
          amount_minor = request.amount_minor, deadline = request.deadline,
          attempt_id = begun.id, attempt_state = begun.state, changed_at = now()
        from request
        left join settled as begun on begun.order_id = request.order_id and begun.state = 'processing'
        where payment.order_id = request.order_id and payment.state = 'unknown'
      ), work as (
        insert into provider_work (kind, subject_id, order_id, token, due_at)
        select 'authorise', id, order_id, $6::uuid, now() + make_interval(secs => $7::double precision)
        from settled where state = 'processing'
      )
      select order_id as "orderId", id as "attemptId", card_token as "cardToken" from settled`,
    values: [
      requests.map(({ orderId }) => orderId),
      requests.map(({ customerId }) => customerId),
      requests.map(({ amount }) => amount.currency),
      requests.map(({ amount }) => amount.amountMinor),
      requests.map(({ deadline }) => deadline),
      lease.token,
      lease.leaseSeconds,
    ],
  });
  return rows;
};
