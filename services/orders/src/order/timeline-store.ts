import type { Queryable } from '@fondaco/chassis/postgres';
import type { OrderState, OrderTransition } from '@fondaco/contracts/http/orders';

export type TimelineRow = Omit<OrderTransition, 'at'> & { readonly orderId: string; readonly at: Date };

/** What has happened to several orders, of each after the step `after`; in the order of its timeline. */
export const findStepsAfter = async (
  db: Queryable,
  orders: readonly { readonly orderId: string; readonly after: number }[],
): Promise<TimelineRow[]> => {
  const { rows } = await db.query<TimelineRow>({
    name: 'find-steps-after',
    text: `
      select t.order_id as "orderId", t.seq, t.state, t.cause, t.actor, t.detail, t.at
      from unnest($1::uuid[], $2::integer[]) as wanted (order_id, after)
      join order_transition as t on t.order_id = wanted.order_id and t.seq > wanted.after
      order by t.order_id, t.seq`,
    values: [orders.map((order) => order.orderId), orders.map((order) => order.after)],
  });
  return rows;
};

/** Whose an order is, and its state; null when there is none. */
export const findStanding = async (
  db: Queryable,
  orderId: string,
): Promise<{ readonly customerId: string; readonly state: OrderState } | null> => {
  const { rows } = await db.query<{ customerId: string; state: OrderState }>({
    name: 'find-standing',
    text: 'select customer_id as "customerId", state from customer_order where id = $1',
    values: [orderId],
  });
  return rows[0] ?? null;
};
