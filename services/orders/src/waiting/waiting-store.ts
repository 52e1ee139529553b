import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { LockedOrder } from '../order/order-store.ts';
import type { WaitingCount, WaitingOrder } from './waiting.ts';

/** `now` is the database's. */
export type DueOrder = LockedOrder & WaitingOrder & { readonly now: Date };

/**
 * At most `limit` orders that are due to be looked at, locked until the transaction ends. Beside others that do
 * the same, each gets different ones; those that somebody else has locked come another time.
 */
export const takeDueOrders = async (tx: Transaction, limit: number): Promise<DueOrder[]> => {
  const { rows } = await tx.query<DueOrder>({
    name: 'take-due-orders',
    text: `
      select o.id as "orderId", o.customer_id as "customerId", o.state, o.email, o.language, o.delivery, o.currency,
        o.total_minor as "totalMinor", o.payment_deadline as "paymentDeadline", o.placed_at as "placedAt",
        null as lines, o.updated_at as since, w.asked_at as "askedAt", now() as now
      from order_waiting as w join customer_order as o on o.id = w.order_id
      where w.due_at <= now()
      order by w.due_at limit $1
      for update skip locked`,
    values: [limit],
  });
  return rows;
};

export type NextLook = { readonly orderId: string; readonly at: Date; readonly asked: boolean };

export const lookAgain = async (tx: Transaction, looks: readonly NextLook[]): Promise<void> => {
  await tx.query({
    name: 'look-at-orders-again',
    text: `
      update order_waiting set due_at = look.at, asked_at = case when look.asked then now() else asked_at end
      from unnest($1::uuid[], $2::timestamptz[], $3::boolean[]) as look (order_id, at, asked)
      where order_waiting.order_id = look.order_id`,
    values: [
      looks.map((look) => look.orderId),
      looks.map((look) => look.at),
      looks.map((look) => look.asked),
    ],
  });
};

export const forgetWaiting = async (tx: Transaction, orderIds: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'forget-waiting-orders',
    text: 'delete from order_waiting where order_id = any($1::uuid[])',
    values: [orderIds],
  });
};

export const countWaiting = async (db: Queryable): Promise<WaitingCount[]> => {
  const { rows } = await db.query<WaitingCount>({
    name: 'count-waiting-orders',
    text: `
      select state, count(*) as orders,
        greatest(extract(epoch from now() - min(updated_at)), 0)::float8 as "oldestSeconds"
      from order_waiting join customer_order on customer_order.id = order_waiting.order_id
      group by state`,
  });
  return rows;
};

/** Orders that wait for longer than any answer takes, or past their payment deadline; after `after`, by id. */
export const findOverdueOrders = async (
  db: Queryable,
  patienceSeconds: number,
  after: string,
  limit: number,
): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>({
    name: 'find-overdue-orders',
    text: `
      select o.id from order_waiting join customer_order as o on o.id = order_waiting.order_id
      where o.id > $2 and case when o.state = 'reserved'
        then o.payment_deadline < now() - make_interval(secs => $1)
        else o.updated_at < now() - make_interval(secs => $1) end
      order by o.id limit $3`,
    values: [patienceSeconds, after, limit],
  });
  return rows.map((row) => row.id);
};
