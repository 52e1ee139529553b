import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { MismatchKind, OrderRecord } from './mismatch.ts';

/** What Orders has on record of these orders; those there are not are left out. */
export const findOrderRecords = async (
  db: Queryable,
  orderIds: readonly string[],
): Promise<OrderRecord[]> => {
  const { rows } = await db.query<OrderRecord>({
    name: 'find-order-records',
    text: `
      select id as "orderId", state, updated_at as since, payment_deadline as "paymentDeadline", currency,
        total_minor as "totalMinor",
        (select coalesce(sum(amount_minor), 0)::bigint from order_refund
         where order_id = customer_order.id and state = 'refunded') as "refundedMinor",
        (select json_agg(json_build_object('sku', sku, 'quantity', quantity, 'shipped', shipped,
           'cancelled', cancelled)) from order_line where order_id = customer_order.id) as lines
      from customer_order where id = any($1::uuid[])`,
    values: [orderIds],
  });
  return rows;
};

/** Ids of orders with a step at or after `since`, after the order `after`, by id. */
export const findChangedOrders = async (
  db: Queryable,
  since: Date,
  after: string,
  limit: number,
): Promise<string[]> => {
  const { rows } = await db.query<{ order_id: string }>({
    name: 'find-changed-orders',
    text: `
      select distinct order_id from order_transition where at >= $1 and order_id > $2 order by order_id limit $3`,
    values: [since, after, limit],
  });
  return rows.map((row) => row.order_id);
};

/** Ids of orders that were found wrong before, after the order `after`, by id. */
export const findSuspects = async (db: Queryable, after: string, limit: number): Promise<string[]> => {
  const { rows } = await db.query<{ order_id: string }>({
    name: 'find-suspects',
    text: 'select distinct order_id from order_mismatch where order_id > $1 order by order_id limit $2',
    values: [after, limit],
  });
  return rows.map((row) => row.order_id);
};

export type NewMismatch = { readonly orderId: string; readonly kind: MismatchKind; readonly detail: string };

/** Of these orders, exactly `found` is wrong now. */
export const replaceMismatches = async (
  tx: Transaction,
  orderIds: readonly string[],
  found: readonly NewMismatch[],
): Promise<void> => {
  await tx.query({
    name: 'replace-mismatches',
    text: `
      with found as (
        insert into order_mismatch (order_id, kind, detail, first_seen_at, last_seen_at)
        select order_id, kind, detail, now(), now() from unnest($2::uuid[], $3::text[], $4::text[])
          as found (order_id, kind, detail)
        on conflict (order_id, kind) do update set detail = excluded.detail, last_seen_at = excluded.last_seen_at
      )
      delete from order_mismatch as m
      where m.order_id = any($1::uuid[]) and not exists (
        select from unnest($2::uuid[], $3::text[]) as found (order_id, kind)
        where found.order_id = m.order_id and found.kind = m.kind)`,
    values: [
      orderIds,
      found.map((one) => one.orderId),
      found.map((one) => one.kind),
      found.map((one) => one.detail),
    ],
  });
};

/** Messages on their way explain what is wrong for less time than this. */
export const GRACE_SECONDS = 60;

export type MismatchRow = {
  readonly orderId: string;
  readonly kind: MismatchKind;
  readonly detail: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
};

export type MismatchPosition = {
  readonly firstSeenAt: string;
  readonly orderId: string;
  readonly kind: string;
};

/** What has been wrong for longer than the grace, the oldest first, after `after`. */
export const listMismatches = async (
  db: Queryable,
  after: MismatchPosition | null,
  limit: number,
): Promise<(MismatchRow & { readonly position: string })[]> => {
  const { rows } = await db.query<MismatchRow & { position: string }>({
    name: 'list-mismatches',
    text: `
      select order_id as "orderId", kind, detail, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt",
        first_seen_at::text as position
      from order_mismatch
      where last_seen_at - first_seen_at >= make_interval(secs => ${GRACE_SECONDS})
        and ($1::timestamptz is null or (first_seen_at, order_id, kind) > ($1, $2::uuid, $3))
      order by first_seen_at, order_id, kind limit $4`,
    values: [after?.firstSeenAt, after?.orderId, after?.kind, limit],
  });
  return rows;
};

export const countMismatches = async (
  db: Queryable,
): Promise<{ readonly kind: MismatchKind; readonly count: number }[]> => {
  const { rows } = await db.query<{ kind: MismatchKind; count: number }>({
    name: 'count-mismatches',
    text: `
      select kind, count(*) as count from order_mismatch
      where last_seen_at - first_seen_at >= make_interval(secs => ${GRACE_SECONDS}) group by kind`,
  });
  return rows;
};
