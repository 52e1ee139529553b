import type { Queryable } from '@fondaco/chassis/postgres';
import type { Money } from '@fondaco/contracts/http/common';
import type {
  DeliveryAddress,
  Language,
  Order,
  OrderState,
  OrderSummary,
  OrderTransition,
  Refund,
  Shipment,
} from '@fondaco/contracts/http/orders';
import type { Static } from 'typebox';
import { isCancellable, isFinal, type Shortage } from './order.ts';
import type { LineUnits } from './order-line-store.ts';

export type StoredOrder = { readonly customerId: string; readonly bodyHash: Buffer; readonly order: Order };

const WHOLE_ORDER = `
  select id, customer_id, body_hash, state, reference, email, language, delivery, currency, total_minor, shortages,
    payment_deadline, placed_at,
    (select json_agg(json_build_object('sku', sku, 'name', name, 'quantity', quantity, 'unitPriceMinor',
       unit_price_minor, 'shipped', shipped, 'cancelled', cancelled, 'refunded', refunded) order by sku)
     from order_line where order_id = customer_order.id) as lines,
    (select json_agg(json_build_object('seq', seq, 'state', state, 'cause', cause, 'actor', actor, 'detail', detail,
       'at', at) order by seq)
     from order_transition where order_id = customer_order.id) as timeline,
    (select json_agg(json_build_object('shipmentId', id, 'state', state, 'lines', lines, 'carrier', carrier,
       'trackingCode', tracking_code, 'reason', reason, 'at', at) order by id)
     from order_shipment where order_id = customer_order.id) as shipments,
    (select json_agg(json_build_object('refundId', id, 'state', state, 'amountMinor', amount_minor, 'lines', lines,
       'reason', reason, 'at', at) order by id)
     from order_refund where order_id = customer_order.id) as refunds
  from customer_order`;

export const findOrder = async (db: Queryable, orderId: string): Promise<StoredOrder | null> => {
  const { rows } = await db.query<WholeOrderRow>({
    name: 'find-order',
    text: `${WHOLE_ORDER} where id = $1`,
    values: [orderId],
  });
  return rows[0] ? storedOrder(rows[0]) : null;
};

export const findOrderByKey = async (
  db: Queryable,
  customerId: string,
  idempotencyKey: string,
): Promise<StoredOrder | null> => {
  const { rows } = await db.query<WholeOrderRow>({
    name: 'find-order-by-key',
    text: `${WHOLE_ORDER} where customer_id = $1 and idempotency_key = $2`,
    values: [customerId, idempotencyKey],
  });
  return rows[0] ? storedOrder(rows[0]) : null;
};

/** Newest first, `limit` orders older than `before` (an order id; null begins with the newest). */
export const listOrders = async (
  db: Queryable,
  page: { customerId: string; before: string | null; limit: number },
): Promise<Static<typeof OrderSummary>[]> => {
  const { rows } = await db.query<SummaryRow>({
    name: 'list-orders',
    text: `
      select id, state, reference, currency, total_minor, placed_at
      from customer_order
      where customer_id = $1 and ($2::uuid is null or id < $2)
      order by id desc
      limit $3`,
    values: [page.customerId, page.before, page.limit],
  });
  return rows.map(summary);
};

type SummaryRow = {
  id: string;
  state: OrderState;
  reference: string | null;
  currency: string;
  total_minor: number;
  placed_at: Date;
};

type WholeOrderRow = SummaryRow & {
  customer_id: string;
  body_hash: Buffer;
  email: string;
  language: Language;
  delivery: DeliveryAddress;
  shortages: Shortage[];
  payment_deadline: Date;
  lines: LineUnits[];
  timeline: OrderTransition[];
  shipments: Shipment[] | null;
  refunds: (Omit<Refund, 'amount'> & { amountMinor: number })[] | null;
};

const summary = (row: SummaryRow): Static<typeof OrderSummary> => ({
  orderId: row.id,
  state: row.state,
  final: isFinal(row.state),
  reference: row.reference,
  total: money(row.total_minor, row.currency),
  placedAt: row.placed_at.toISOString(),
});

const storedOrder = (row: WholeOrderRow): StoredOrder => ({
  customerId: row.customer_id,
  bodyHash: row.body_hash,
  order: {
    ...summary(row),
    email: row.email,
    language: row.language,
    delivery: row.delivery,
    lines: row.lines.map(({ unitPriceMinor, ...line }) => ({
      ...line,
      unitPrice: money(unitPriceMinor, row.currency),
      total: money(unitPriceMinor * line.quantity, row.currency),
    })),
    paymentDeadline: row.payment_deadline.toISOString(),
    cancellable: isCancellable(row.state),
    shipments: (row.shipments ?? []).map(inUtc),
    refunds: (row.refunds ?? []).map(({ amountMinor, ...refund }) => ({
      ...inUtc(refund),
      amount: money(amountMinor, row.currency),
    })),
    shortages: row.shortages,
    timeline: row.timeline.map(inUtc),
  },
});

/** PostgreSQL writes the times of JSON in its own way. */
const inUtc = <Row extends { at: string }>(row: Row): Row => ({ ...row, at: new Date(row.at).toISOString() });

const money = (amountMinor: number, currency: string): Money => ({ amountMinor, currency });
