import type { Transaction } from '@fondaco/chassis/postgres';
import type { Decision, Lease } from './payment.ts';

/** A decision about a locked payment, and what its rows need besides. */
export type Recorded = {
  readonly decision: Decision;
  /** Of the work that led to it. */
  readonly lease: Lease | null;
  /** `begin` is due in `dueInSeconds`, under `token` when somebody takes it up at once. */
  readonly begin: { readonly token: string | null; readonly dueInSeconds: number } | null;
  readonly entryId: string;
  readonly at: Date;
};

/**
 * Writes all of several decisions, each about another payment, and ends the leased work that led to them. Answers
 * the orders of those that were written: nothing is of one whose lease is not held any more.
 */
export const recordDecisions = async (tx: Transaction, recorded: readonly Recorded[]): Promise<string[]> => {
  const { rows } = await tx.query<{ orderId: string }>({
    name: 'record-payment-decisions',
    // An array of documents, because of one document the planner would expect a hundred rows.
    text: `
      with decision as (
        select decision.*
        from unnest($1::jsonb[]) as one (document), jsonb_to_record(document) as decision (
          lease_kind text, lease_subject uuid, lease_token uuid, end_kind text, end_subject uuid,
          order_id uuid, state text, authorised bigint, captured bigint, refunded bigint, refunding bigint,
          attempt_id uuid, attempt_state text, provider_payment_id text, shipment_id uuid, currency text,
          changed_attempt uuid, changed_state text, changed_failure text, changed_provider_payment text,
          action_url text,
          capture_shipment uuid, capture_state text, capture_failure text,
          refund_id uuid, refund_amount bigint, refund_state text, refund_failure text,
          entry_id uuid, entry_kind text, entry_reference uuid, entry_at timestamptz, postings jsonb,
          begin_kind text, begin_subject uuid, begin_token uuid, begin_seconds double precision
        )
      ), ended as (
        delete from provider_work as work using decision
        where work.kind = lease_kind and work.subject_id = lease_subject and work.token = lease_token
        returning work.kind, work.subject_id
      ), held as (
        select * from decision
        where lease_kind is null or (lease_kind, lease_subject) in (select kind, subject_id from ended)
      ), superseded as (
        delete from provider_work as work using held
        where work.kind = end_kind and work.subject_id = end_subject
      ), changed as (
        update payment
        set state = held.state, authorised_minor = authorised, captured_minor = captured,
          refunded_minor = refunded, refunding_minor = refunding, attempt_id = held.attempt_id,
          attempt_state = held.attempt_state, provider_payment_id = held.provider_payment_id,
          shipment_id = held.shipment_id, changed_at = now()
        from held where payment.order_id = held.order_id
        returning payment.order_id
      ), attempt as (
        update payment_attempt as attempt
        set state = changed_state, failure = changed_failure, provider_payment_id = changed_provider_payment,
          action_url = held.action_url, changed_at = now(),
          card_token = case when changed_state in ('waiting', 'processing') then card_token end
        from held where attempt.order_id = held.order_id and attempt.id = changed_attempt
      ), unwanted as (
        update payment_attempt as attempt
        set state = 'refused', failure = 'not-payable', card_token = null, changed_at = now()
        from held
        where held.state = 'closed' and attempt.order_id = held.order_id and attempt.state = 'waiting'
      ), capture as (
        insert into payment_capture (shipment_id, order_id, state, failure)
        select capture_shipment, order_id, capture_state, capture_failure
        from held where capture_shipment is not null
        on conflict (shipment_id) do update
        set state = excluded.state, failure = excluded.failure, changed_at = now()
      ), refund as (
        insert into payment_refund (refund_id, order_id, currency, amount_minor, state, failure)
        select refund_id, order_id, currency, refund_amount, refund_state, refund_failure
        from held where refund_id is not null
        on conflict (refund_id) do update
        set state = excluded.state, failure = excluded.failure, changed_at = now()
      ), movement as (
        insert into ledger_transaction (id, order_id, kind, reference, at)
        select entry_id, order_id, entry_kind, entry_reference, entry_at
        from held where entry_kind is not null
      ), postings as (
        insert into ledger_posting (transaction_id, account, currency, amount_minor)
        select entry_id, posting.account, currency, posting."amountMinor"
        from held, jsonb_to_recordset(postings) as posting (account text, "amountMinor" bigint)
      ), begun as (
        insert into provider_work (kind, subject_id, order_id, token, due_at)
        select begin_kind, begin_subject, order_id, begin_token, now() + make_interval(secs => begin_seconds)
        from held where begin_kind is not null
        on conflict (kind, subject_id) do nothing
      )
      select order_id as "orderId" from changed`,
    values: [recorded.map((one) => JSON.stringify(toDocument(one)))],
  });
  return rows.map((row) => row.orderId);
};

const toDocument = ({ decision, lease, begin: beginning, entryId, at }: Recorded) => {
  const { payment, attempt, capture, refund, entry, end, begin } = decision;
  return {
    lease_kind: lease?.kind,
    lease_subject: lease?.subjectId,
    lease_token: lease?.token,
    end_kind: end?.kind,
    end_subject: end?.subjectId,
    order_id: payment.orderId,
    state: payment.state,
    authorised: payment.authorised,
    captured: payment.captured,
    refunded: payment.refunded,
    refunding: payment.refunding,
    attempt_id: payment.attempt?.attemptId,
    attempt_state: payment.attempt?.state,
    provider_payment_id: payment.attempt?.providerPaymentId,
    shipment_id: payment.shipmentId,
    currency: payment.money?.currency,
    changed_attempt: attempt?.attemptId,
    changed_state: attempt?.state,
    changed_failure: attempt?.failure,
    changed_provider_payment: attempt?.providerPaymentId,
    action_url: attempt?.actionUrl,
    capture_shipment: capture?.shipmentId,
    capture_state: capture?.state,
    capture_failure: capture?.failure,
    refund_id: refund?.refundId,
    refund_amount: refund?.amountMinor,
    refund_state: refund?.state,
    refund_failure: refund?.failure,
    entry_id: entryId,
    entry_kind: entry?.kind,
    entry_reference: entry?.reference,
    entry_at: at,
    postings: entry?.postings,
    begin_kind: begin?.kind,
    begin_subject: begin?.subjectId,
    begin_token: beginning?.token,
    begin_seconds: beginning?.dueInSeconds,
  };
};
