import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { PaymentState } from '@fondaco/contracts/http/payments';
import type { CaptureChange, CurrentAttempt, Payment, RefundChange } from './payment.ts';

/** A payment's row; `lockPayments` and its like answer it as it is now, after the wait for its lock. */
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

/** The payments as they stand, changed by nobody else until the transaction ends. */
export const lockPayments = async (tx: Transaction, orderIds: readonly string[]): Promise<Payment[]> => {
  const { rows } = await tx.query<Row>({
    name: 'lock-payments',
    text: `select ${COLUMNS} from payment where order_id = any($1::uuid[]) order by order_id for update`,
    values: [orderIds],
  });
  return rows.map(toPayment);
};

/** As `lockPayments`; where there is none, one that is `unknown`, so that there is something to lock. */
export const lockOrBeginPayments = async (
  tx: Transaction,
  orders: readonly { readonly orderId: string; readonly customerId: string | null }[],
): Promise<Payment[]> => {
  const { rows } = await tx.query<Row>({
    name: 'lock-or-begin-payments',
    text: `
      insert into payment (order_id, customer_id, state)
      select order_id, customer_id, 'unknown'
      from unnest($1::uuid[], $2::uuid[]) as asked (order_id, customer_id)
      order by order_id
      on conflict (order_id) do update set customer_id = coalesce(payment.customer_id, excluded.customer_id)
      returning ${COLUMNS}`,
    values: [orders.map(({ orderId }) => orderId), orders.map(({ customerId }) => customerId)],
  });
  return rows.map(toPayment);
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
