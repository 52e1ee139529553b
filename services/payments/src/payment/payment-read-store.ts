import type { Queryable } from '@fondaco/chassis/postgres';
import type { Money } from '@fondaco/contracts/http/common';
import type { Payment, PaymentRecord, PaymentState } from '@fondaco/contracts/http/payments';

type Row = {
  readonly orderId: string;
  readonly customerId: string | null;
  readonly state: PaymentState;
  readonly currency: string | null;
  readonly amount: number | null;
  readonly authorised: number;
  readonly captured: number;
  readonly refunded: number;
  readonly deadline: Date | null;
  readonly changedAt: Date;
};

const COLUMNS = `
  order_id as "orderId", customer_id as "customerId", state, currency, amount_minor as amount,
  authorised_minor as authorised, captured_minor as captured, refunded_minor as refunded, deadline,
  changed_at as "changedAt"`;

const money = (row: Row, amountMinor: number | null): Money | null =>
  row.currency === null || amountMinor === null ? null : { amountMinor, currency: row.currency };

export type FoundPayment = {
  readonly customerId: string | null;
  readonly payment: Omit<Payment, 'attempts'>;
};

export const findPayment = async (db: Queryable, orderId: string): Promise<FoundPayment | null> => {
  const { rows } = await db.query<Row>({
    name: 'find-payment',
    text: `select ${COLUMNS} from payment where order_id = $1`,
    values: [orderId],
  });
  const [row] = rows;
  if (!row) return null;
  return {
    customerId: row.customerId,
    payment: {
      orderId: row.orderId,
      state: row.state,
      amount: money(row, row.amount),
      captured: money(row, row.captured),
      refunded: money(row, row.refunded),
      deadline: row.deadline?.toISOString() ?? null,
    },
  };
};

/** What is on record of these orders; those that nobody has requested or withdrawn a payment of are left out. */
export const findRecords = async (db: Queryable, orderIds: readonly string[]): Promise<PaymentRecord[]> => {
  const { rows } = await db.query<Row>({
    name: 'find-payment-records',
    text: `select ${COLUMNS} from payment where order_id = any($1::uuid[]) and state <> 'unknown'`,
    values: [orderIds],
  });
  return rows.map((row) => ({
    orderId: row.orderId,
    state: row.state,
    amount: money(row, row.amount),
    authorised: money(row, row.authorised),
    captured: money(row, row.captured),
    refunded: money(row, row.refunded),
    changedAt: row.changedAt.toISOString(),
  }));
};

/** `at` with PostgreSQL's microseconds, so that no row is passed over or seen twice. */
export type ChangePosition = { readonly at: string; readonly orderId: string };

/** Orders whose payment changed at or after `since`, in the order of the changes, behind `after`. */
export const listChanges = async (
  db: Queryable,
  query: { readonly since: string; readonly after: ChangePosition | null; readonly limit: number },
): Promise<ChangePosition[]> => {
  const { rows } = await db.query<ChangePosition>({
    name: 'list-payment-changes',
    text: `
      select to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, order_id as "orderId"
      from payment
      where changed_at >= greatest($1::timestamptz, $2::timestamptz) and state <> 'unknown'
        and ($2::timestamptz is null or (changed_at, order_id) > ($2::timestamptz, $3::uuid))
      order by changed_at, payment.order_id
      limit $4`,
    values: [query.since, query.after?.at ?? null, query.after?.orderId ?? null, query.limit],
  });
  return rows;
};
