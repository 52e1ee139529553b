import type { Transaction } from '@fondaco/chassis/postgres';
import type { DeliveryAddress, Language, OrderState } from '@fondaco/contracts/http/orders';
import type { Actor, NewOrder, Shortage } from './order.ts';

/** What makes a request the same request: whose it is, its key, and a hash of what it asked for. */
export type PlacingRequest = {
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly bodyHash: Buffer;
};

/**
 * Writes the order with its lines, the beginning of its timeline, and when to look whether it was answered.
 * Answers its payment deadline; null, and nothing written, when the customer's key has an order: if that
 * order is still being placed, waits for its outcome.
 */
export const insertOrder = async (
  tx: Transaction,
  request: PlacingRequest,
  order: NewOrder,
  seconds: { readonly toPay: number; readonly toAnswer: number },
): Promise<Date | null> => {
  const { rows } = await tx.query<{ payment_deadline: Date }>({
    name: 'insert-order',
    text: `
      with placed as (
        insert into customer_order (id, customer_id, idempotency_key, body_hash, state, reference, currency,
          total_minor, placed_at, updated_at, email, language, delivery, payment_deadline)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $15, $16, $17, now() + make_interval(secs => $18))
        on conflict on constraint customer_order_key do nothing
        returning id, payment_deadline
      ), lines as (
        insert into order_line (order_id, sku, name, quantity, unit_price_minor)
        select placed.id, line.*
        from placed, unnest($10::text[], $11::text[], $12::integer[], $13::bigint[]) as line
      ), beginning as (
        insert into order_transition (order_id, seq, state, cause, actor, at)
        select placed.id, 1, $5, $14, 'customer', $9 from placed
      ), waiting as (
        insert into order_waiting (order_id, due_at)
        select placed.id, now() + make_interval(secs => $19) from placed
      )
      select payment_deadline from placed`,
    values: [
      order.orderId,
      request.customerId,
      request.idempotencyKey,
      request.bodyHash,
      order.state,
      order.reference,
      order.total.currency,
      order.total.amountMinor,
      order.placedAt,
      order.lines.map((line) => line.sku),
      order.lines.map((line) => line.name),
      order.lines.map((line) => line.quantity),
      order.lines.map((line) => line.unitPrice.amountMinor),
      order.timeline[0]?.cause,
      order.email,
      order.language,
      JSON.stringify(order.delivery),
      seconds.toPay,
      seconds.toAnswer,
    ],
  });
  return rows[0]?.payment_deadline ?? null;
};

/**
 * Holds the key for a request that is going to be refused, until its transaction is rolled back. False when
 * the key has an order; if that order is still being placed, waits for its outcome. `XXX` is ISO 4217's code for no
 * currency: none is known of it.
 */
export const holdKey = async (tx: Transaction, request: PlacingRequest, id: string): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'hold-order-key',
    text: `
      insert into customer_order (id, customer_id, idempotency_key, body_hash, state, currency, total_minor,
        placed_at, updated_at)
      values ($1, $2, $3, $4, 'pending', 'XXX', 0, now(), now())
      on conflict on constraint customer_order_key do nothing`,
    values: [id, request.customerId, request.idempotencyKey, request.bodyHash],
  });
  return count === 1;
};

/** A line under the name and at the price that it was ordered for. */
export type OrderedLine = {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
};

/** `lines` are there when they were asked for, the first of them that a message names. */
export type LockedOrder = {
  readonly orderId: string;
  readonly customerId: string;
  readonly state: OrderState;
  readonly email: string;
  readonly language: Language;
  readonly delivery: DeliveryAddress;
  readonly currency: string;
  readonly totalMinor: number;
  readonly paymentDeadline: Date;
  readonly placedAt: Date;
  readonly lines: readonly OrderedLine[] | null;
};

/** A mail names so many lines of an order: an event may not be of any size. */
export const LINES_IN_MESSAGE = 100;

/** The orders as they stand, unchanged by anybody else until the transaction ends. Those there are not are left out. */
export const lockOrders = async (
  tx: Transaction,
  orderIds: readonly string[],
  withLines: boolean,
): Promise<LockedOrder[]> => {
  const { rows } = await tx.query<LockedOrder>({
    name: withLines ? 'lock-orders-with-lines' : 'lock-orders',
    // Only what never changes may be read from other tables here: their rows are as old as the statement.
    text: `
      select id as "orderId", customer_id as "customerId", state, email, language, delivery, currency,
        total_minor as "totalMinor", payment_deadline as "paymentDeadline", placed_at as "placedAt",
        ${
          withLines
            ? `(select json_agg(line) from (
                 select sku, name, quantity, unit_price_minor as "unitPriceMinor" from order_line
                 where order_id = customer_order.id order by sku limit ${LINES_IN_MESSAGE}) as line)`
            : 'null'
        } as lines
      from customer_order where id = any($1::uuid[]) order by id for update`,
    values: [orderIds],
  });
  return rows;
};

/** Where a locked order has come to. `waiting` says what becomes of its row among those that wait. */
export type MovedOrder = {
  readonly orderId: string;
  readonly state: OrderState;
  readonly at: Date;
  readonly shortages: readonly Shortage[] | null;
  readonly waiting: 'begins' | 'goes-on' | 'ends';
};

/** One step of a timeline; those of one order in their order. */
export type TakenStep = {
  readonly orderId: string;
  readonly state: OrderState;
  readonly cause: string;
  readonly actor: Actor;
  readonly detail: string | null;
  readonly at: Date;
};

/** Brings locked orders into their states and writes their timelines on. Each order is once among `moved`. */
export const writeSteps = async (
  tx: Transaction,
  moved: readonly MovedOrder[],
  steps: readonly TakenStep[],
  answerSeconds: number,
): Promise<void> => {
  const idsOf = (waiting: MovedOrder['waiting']) =>
    moved.filter((order) => order.waiting === waiting).map((order) => order.orderId);
  await tx.query({
    name: 'write-order-steps',
    text: `
      with moved as (
        update customer_order as o
        set state = m.state, updated_at = m.at, shortages = coalesce(m.shortages, o.shortages)
        from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::jsonb[]) as m (id, state, at, shortages)
        where o.id = m.id
      ), ended as (
        delete from order_waiting where order_id = any($5::uuid[])
      ), begun as (
        insert into order_waiting (order_id, due_at)
        select id, now() + make_interval(secs => $7) from unnest($6::uuid[]) as id
        on conflict (order_id) do update set due_at = excluded.due_at, asked_at = null
      )
      insert into order_transition (order_id, seq, state, cause, actor, detail, at)
      select s.order_id,
        (select max(seq) from order_transition as t where t.order_id = s.order_id)
          + row_number() over (partition by s.order_id order by s.n),
        s.state, s.cause, s.actor, s.detail, s.at
      from unnest($8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[])
        with ordinality as s (order_id, state, cause, actor, detail, at, n)`,
    values: [
      moved.map((order) => order.orderId),
      moved.map((order) => order.state),
      moved.map((order) => order.at),
      moved.map((order) => (order.shortages === null ? null : JSON.stringify(order.shortages))),
      idsOf('ends'),
      idsOf('begins'),
      answerSeconds,
      steps.map((step) => step.orderId),
      steps.map((step) => step.state),
      steps.map((step) => step.cause),
      steps.map((step) => step.actor),
      steps.map((step) => step.detail),
      steps.map((step) => step.at),
    ],
  });
};

/** Who gave a cancelled order up. */
export const findWhoCancelled = async (tx: Transaction, orderId: string): Promise<'customer' | 'staff'> => {
  const { rows } = await tx.query<{ actor: Actor }>({
    name: 'find-who-cancelled',
    text: `select actor from order_transition where order_id = $1 and state = 'cancelling'`,
    values: [orderId],
  });
  return rows[0]?.actor === 'customer' ? 'customer' : 'staff';
};
