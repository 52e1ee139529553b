import type { Transaction } from '@fondaco/chassis/postgres';
import type { Order, OrderState } from '@fondaco/contracts/http/orders';
import type { Shortage } from './order.ts';

/** What makes a request the same request: whose it is, its key, and a hash of what it asked for. */
export type PlacingRequest = {
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly bodyHash: Buffer;
};

/**
 * Writes the order with its lines and the beginning of its timeline. False, and nothing written, when the
 * customer's key has an order; if that order is still being placed, waits for its outcome.
 */
export const insertOrder = async (
  tx: Transaction,
  request: PlacingRequest,
  order: Order,
): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'insert-order',
    text: `
      with placed as (
        insert into customer_order (id, customer_id, idempotency_key, body_hash, state, reference,
          delivery_country, currency, total_minor, placed_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
        on conflict on constraint customer_order_key do nothing
        returning id
      ), lines as (
        insert into order_line (order_id, sku, name, quantity, unit_price_minor)
        select placed.id, line.*
        from placed, unnest($11::text[], $12::text[], $13::integer[], $14::bigint[]) as line
      ), beginning as (
        insert into order_transition (order_id, seq, state, cause, at)
        select placed.id, 1, $5, $15, $10 from placed
      )
      select from placed`,
    values: [
      order.orderId,
      request.customerId,
      request.idempotencyKey,
      request.bodyHash,
      order.state,
      order.reference,
      order.delivery?.country ?? null,
      order.total.currency,
      order.total.amountMinor,
      order.placedAt,
      order.lines.map((line) => line.sku),
      order.lines.map((line) => line.name),
      order.lines.map((line) => line.quantity),
      order.lines.map((line) => line.unitPrice.amountMinor),
      order.timeline[0]?.cause,
    ],
  });
  return count === 1;
};

/**
 * Holds the key for a request that is going to be refused, until its transaction is rolled back. False when
 * the key has an order; if that order is still being placed, waits for its outcome.
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

export type LockedOrder = {
  readonly orderId: string;
  readonly customerId: string;
  readonly state: OrderState;
  readonly placedAt: Date;
};

/** The order as it stands, unchanged by anybody else until the transaction ends. */
export const lockOrder = async (tx: Transaction, orderId: string): Promise<LockedOrder | null> => {
  const { rows } = await tx.query<LockedOrder>({
    name: 'lock-order',
    text: `
      select id as "orderId", customer_id as "customerId", state, placed_at as "placedAt"
      from customer_order where id = $1 for update`,
    values: [orderId],
  });
  return rows[0] ?? null;
};

/** Brings a locked order into the last of `states`, by way of the others. */
export const recordTransitions = async (
  tx: Transaction,
  orderId: string,
  moved: { states: readonly OrderState[]; cause: string; at: Date; shortages?: readonly Shortage[] },
): Promise<void> => {
  await tx.query({
    name: 'record-order-transitions',
    text: `
      with moved as (
        update customer_order
        set state = ($2::text[])[cardinality($2::text[])], updated_at = $4, shortages = $5
        where id = $1
      )
      insert into order_transition (order_id, seq, state, cause, at)
      select $1, (select max(seq) from order_transition where order_id = $1) + position, state, $3, $4
      from unnest($2::text[]) with ordinality as step (state, position)`,
    values: [orderId, moved.states, moved.cause, moved.at, JSON.stringify(moved.shortages ?? [])],
  });
};
