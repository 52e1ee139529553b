import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { Money } from '@fondaco/contracts/http/common';
import type { PaymentState } from '@fondaco/contracts/http/payments';
import type { CaptureChange, CurrentAttempt, Decision, Lease, Payment, RefundChange } from './payment.ts';

/** A payment's row; `lockPayment` and its like answer it as it is now, after the wait for its lock. */
type Row = {
  readonly orderId: string;
  readonly customerId: string | null;
  readonly state: PaymentState;
  readonly currency: string | null;
  readonly amountMinor: number | null;
  readonly authorised: number;
  readonly captured: number;
  readonly refunded: number;
  readonly refunding: number;
  readonly attemptId: string | null;
  readonly attemptState: CurrentAttempt['state'] | null;
  readonly providerPaymentId: string | null;
  readonly shipmentId: string | null;
};

const COLUMNS = `
  payment.order_id as "orderId", payment.customer_id as "customerId", payment.state, payment.currency,
  payment.amount_minor as "amountMinor", payment.authorised_minor as authorised,
  payment.captured_minor as captured, payment.refunded_minor as refunded,
  payment.refunding_minor as refunding, payment.attempt_id as "attemptId",
  payment.attempt_state as "attemptState", payment.provider_payment_id as "providerPaymentId",
  payment.shipment_id as "shipmentId"`;

const toPayment = (row: Row): Payment => ({
  orderId: row.orderId,
  customerId: row.customerId,
  state: row.state,
  money:
    row.currency === null || row.amountMinor === null
      ? null
      : { amountMinor: row.amountMinor, currency: row.currency },
  authorised: row.authorised,
  captured: row.captured,
  refunded: row.refunded,
  refunding: row.refunding,
  attempt:
    row.attemptId === null || row.attemptState === null
      ? null
      : { attemptId: row.attemptId, state: row.attemptState, providerPaymentId: row.providerPaymentId },
  shipmentId: row.shipmentId,
});

/** The payment as it stands, changed by nobody else until the transaction ends. */
export const lockPayment = async (tx: Transaction, orderId: string): Promise<Payment | null> => {
  const { rows } = await tx.query<Row>({
    name: 'lock-payment',
    text: `select ${COLUMNS} from payment where order_id = $1 for update`,
    values: [orderId],
  });
  return rows[0] ? toPayment(rows[0]) : null;
};

/** As `lockPayment`; where there is none, one that is `unknown`, so that there is something to lock. */
export const lockOrBeginPayment = async (
  tx: Transaction,
  orderId: string,
  customerId: string | null,
): Promise<Payment> => {
  const { rows } = await tx.query<Row>({
    name: 'lock-or-begin-payment',
    text: `
      insert into payment (order_id, customer_id, state) values ($1, $2, 'unknown')
      on conflict (order_id) do update set customer_id = coalesce(payment.customer_id, excluded.customer_id)
      returning ${COLUMNS}`,
    values: [orderId, customerId],
  });
  const [row] = rows;
  if (!row) throw new Error('an upsert answered no row');
  return toPayment(row);
};

/** The payment becomes `due`, and is locked. False, and neither, when it was requested or withdrawn before. */
export const requestPayment = async (
  tx: Transaction,
  request: {
    readonly orderId: string;
    readonly customerId: string;
    readonly amount: Money;
    readonly deadline: string;
  },
): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'request-payment',
    text: `
      insert into payment (order_id, customer_id, state, currency, amount_minor, deadline)
      values ($1, $2, 'due', $3, $4, $5)
      on conflict (order_id) do update
      set customer_id = $2, state = 'due', currency = $3, amount_minor = $4, deadline = $5, changed_at = now()
      where payment.state = 'unknown'
      returning order_id`,
    values: [
      request.orderId,
      request.customerId,
      request.amount.currency,
      request.amount.amountMinor,
      request.deadline,
    ],
  });
  return count === 1;
};

/**
 * Writes all of a decision about a locked payment, and ends the leased work that led to it. False, and nothing
 * written, when the lease is not held any more. `begin` is due in `dueInSeconds`, under `token` when somebody
 * takes it up at once.
 */
export const recordDecision = async (
  tx: Transaction,
  decision: Decision,
  how: {
    readonly lease: Lease | null;
    readonly begin: { readonly token: string | null; readonly dueInSeconds: number } | null;
    readonly entryId: string;
    readonly at: Date;
  },
): Promise<boolean> => {
  const { payment, attempt, capture, refund, entry, end, begin } = decision;
  const { count } = await tx.query({
    name: 'record-payment-decision',
    text: `
      with ended as (
        delete from provider_work
        where $1::text is not null and kind = $1 and subject_id = $2::uuid and token = $3::uuid
        returning 1
      ), holder as (
        select where $1::text is null or exists (select from ended)
      ), superseded as (
        delete from provider_work using holder where kind = $4 and subject_id = $5::uuid
      ), changed as (
        update payment
        set state = $7, authorised_minor = $8, captured_minor = $9, refunded_minor = $10,
          refunding_minor = $11, attempt_id = $12, attempt_state = $13, provider_payment_id = $14,
          shipment_id = $15, changed_at = now()
        from holder where order_id = $6
        returning order_id
      ), attempt as (
        update payment_attempt
        set state = $17, failure = $18, provider_payment_id = $19, action_url = $20, changed_at = now(),
          card_token = case when $17 in ('waiting', 'processing') then card_token end
        from holder where order_id = $6 and id = $16::uuid
      ), unwanted as (
        update payment_attempt
        set state = 'refused', failure = 'not-payable', card_token = null, changed_at = now()
        from holder where $7 = 'closed' and order_id = $6 and state = 'waiting'
      ), capture as (
        insert into payment_capture (shipment_id, order_id, state, failure)
        select $21::uuid, $6, $22, $23 from holder where $21::uuid is not null
        on conflict (shipment_id) do update
        set state = excluded.state, failure = excluded.failure, changed_at = now()
      ), refund as (
        insert into payment_refund (refund_id, order_id, currency, amount_minor, state, failure)
        select $24::uuid, $6, $25, $26, $27, $28 from holder where $24::uuid is not null
        on conflict (refund_id) do update
        set state = excluded.state, failure = excluded.failure, changed_at = now()
      ), movement as (
        insert into ledger_transaction (id, order_id, kind, reference, at)
        select $29::uuid, $6, $30, $31::uuid, $32::timestamptz from holder where $30::text is not null
      ), postings as (
        insert into ledger_posting (transaction_id, account, currency, amount_minor)
        select $29::uuid, posting.*
        from holder, unnest($33::text[], $34::text[], $35::bigint[]) as posting
      ), begun as (
        insert into provider_work (kind, subject_id, order_id, token, due_at)
        select $36, $37::uuid, $6, $38::uuid, now() + make_interval(secs => $39::double precision)
        from holder where $36::text is not null
        on conflict (kind, subject_id) do nothing
      )
      select from changed`,
    values: [
      how.lease?.kind ?? null,
      how.lease?.subjectId ?? null,
      how.lease?.token ?? null,
      end?.kind ?? null,
      end?.subjectId ?? null,
      payment.orderId,
      payment.state,
      payment.authorised,
      payment.captured,
      payment.refunded,
      payment.refunding,
      payment.attempt?.attemptId ?? null,
      payment.attempt?.state ?? null,
      payment.attempt?.providerPaymentId ?? null,
      payment.shipmentId,
      attempt?.attemptId ?? null,
      attempt?.state ?? null,
      attempt?.failure ?? null,
      attempt?.providerPaymentId ?? null,
      attempt?.actionUrl ?? null,
      capture?.shipmentId ?? null,
      capture?.state ?? null,
      capture?.failure ?? null,
      refund?.refundId ?? null,
      payment.money?.currency ?? null,
      refund?.amountMinor ?? null,
      refund?.state ?? null,
      refund?.failure ?? null,
      how.entryId,
      entry?.kind ?? null,
      entry?.reference ?? null,
      how.at,
      entry?.postings.map((posting) => posting.account) ?? [],
      entry?.postings.map(() => payment.money?.currency) ?? [],
      entry?.postings.map((posting) => posting.amountMinor) ?? [],
      begin?.kind ?? null,
      begin?.subjectId ?? null,
      how.begin?.token ?? null,
      how.begin?.dueInSeconds ?? 0,
    ],
  });
  return count === 1;
};

/** What came of a capture that was asked for; read under its payment's lock. */
export const findCapture = async (db: Queryable, shipmentId: string): Promise<CaptureChange | null> => {
  const { rows } = await db.query<CaptureChange>({
    name: 'find-capture',
    text: `
      select shipment_id as "shipmentId", state, failure from payment_capture where shipment_id = $1`,
    values: [shipmentId],
  });
  return rows[0] ?? null;
};

/** What came of a refund that was asked for; read under its payment's lock. */
export const findRefund = async (db: Queryable, refundId: string): Promise<RefundChange | null> => {
  const { rows } = await db.query<RefundChange>({
    name: 'find-refund',
    text: `
      select refund_id as "refundId", amount_minor as "amountMinor", state, failure
      from payment_refund where refund_id = $1`,
    values: [refundId],
  });
  return rows[0] ?? null;
};
