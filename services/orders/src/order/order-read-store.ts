import type { Queryable } from '@fondaco/chassis/postgres';
import type { Money } from '@fondaco/contracts/http/common';
import type { Order, OrderState, OrderSummary } from '@fondaco/contracts/http/orders';
import type { Static } from 'typebox';
import { isFinal, type Shortage } from './order.ts';

export type StoredOrder = { readonly customerId: string; readonly bodyHash: Buffer; readonly order: Order };

const WHOLE_ORDER = `
  select id, customer_id, body_hash, state, reference, delivery_country, currency, total_minor, shortages, placed_at,
    (select json_agg(json_build_object('sku', sku, 'name', name, 'quantity', quantity, 'price', unit_price_minor)
       order by sku)
     from order_line where order_id = customer_order.id) as lines,
    (select json_agg(json_build_object('state', state, 'cause', cause, 'at', at) order by seq)
     from order_transition where order_id = customer_order.id) as timeline
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
  delivery_country: string | null;
  shortages: Shortage[];
  lines: { sku: string; name: string; quantity: number; price: number }[];
  timeline: { state: OrderState; cause: string; at: string }[];
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
    delivery: row.delivery_country === null ? null : { country: row.delivery_country },
    lines: row.lines.map(({ sku, name, quantity, price }) => ({
      sku,
      name,
      quantity,
      unitPrice: money(price, row.currency),
      total: money(price * quantity, row.currency),
    })),
    shortages: row.shortages,
    timeline: row.timeline.map((step) => ({ ...step, at: new Date(step.at).toISOString() })),
  },
});

const money = (amountMinor: number, currency: string): Money => ({ amountMinor, currency });
