import type { Queryable } from '@fondaco/chassis/postgres';
import type { Stock } from './stock.ts';

/** `quantity` units of `sku`. */
export type Count = { readonly sku: string; readonly quantity: number };

/** The first stock of new SKUs. */
export const insertStock = async (
  tx: Queryable,
  importId: string,
  counts: readonly Count[],
): Promise<void> => {
  await tx.query({
    name: 'insert-stock',
    text: `
      WITH added AS (
        INSERT INTO stock (sku, on_hand)
        SELECT * FROM unnest($2::text[], $3::bigint[]) AS count (sku, on_hand)
        RETURNING sku, on_hand
      )
      INSERT INTO stock_movement (sku, on_hand_delta, reserved_delta, reason, reference)
      SELECT sku, on_hand, 0, 'import', $1 FROM added WHERE on_hand > 0`,
    values: [importId, counts.map((count) => count.sku), counts.map((count) => count.quantity)],
  });
};

/** Sets what is on hand, but never below what is reserved. */
export const setStock = async (tx: Queryable, importId: string, counts: readonly Count[]): Promise<void> => {
  await tx.query({
    name: 'set-stock',
    text: `
      WITH locked AS (
        SELECT sku, greatest(count.on_hand, reserved) AS on_hand
        FROM stock JOIN unnest($2::text[], $3::bigint[]) AS count (sku, on_hand) USING (sku)
        ORDER BY sku
        FOR NO KEY UPDATE OF stock
      ), changed AS (
        UPDATE stock SET on_hand = locked.on_hand
        FROM locked WHERE stock.sku = locked.sku AND stock.on_hand <> locked.on_hand
        RETURNING new.sku, new.on_hand - old.on_hand AS delta
      )
      INSERT INTO stock_movement (sku, on_hand_delta, reserved_delta, reason, reference)
      SELECT sku, delta, 0, 'import', $1 FROM changed`,
    values: [importId, counts.map((count) => count.sku), counts.map((count) => count.quantity)],
  });
};

export const findStock = async (db: Queryable, sku: string): Promise<Stock | null> => {
  const { rows } = await db.query<Stock>({
    name: 'find-stock',
    text: 'SELECT sku, on_hand AS "onHand", reserved FROM stock WHERE sku = $1',
    values: [sku],
  });
  return rows[0] ?? null;
};

/** Locked in the order of the SKUs, as everyone does it: two orders never wait for each other. */
export const lockStock = async (tx: Queryable, skus: readonly string[]): Promise<Stock[]> => {
  const { rows } = await tx.query<Stock>({
    name: 'lock-stock',
    text: `
      SELECT sku, on_hand AS "onHand", reserved FROM stock
      WHERE sku = ANY ($1)
      ORDER BY sku
      FOR NO KEY UPDATE`,
    values: [skus],
  });
  return rows;
};

/** One entry of the ledger; `orderId` is what it came from. */
export type OrderMovement = {
  readonly orderId: string;
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly reason: 'reservation' | 'release' | 'shipment';
};

/** Writes the movements and adds them up in the stock. The rows must be locked and suffice. */
export const moveStock = async (tx: Queryable, movements: readonly OrderMovement[]): Promise<void> => {
  await tx.query({
    name: 'move-stock',
    text: `
      WITH moved AS (
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::text[])
          AS moved (order_id, sku, on_hand, reserved, reason)
      ), sums AS (
        SELECT sku, sum(on_hand)::bigint AS on_hand, sum(reserved)::bigint AS reserved FROM moved GROUP BY sku
      ), changed AS (
        UPDATE stock SET on_hand = stock.on_hand + sums.on_hand, reserved = stock.reserved + sums.reserved
        FROM sums WHERE stock.sku = sums.sku
      )
      INSERT INTO stock_movement (sku, on_hand_delta, reserved_delta, reason, reference)
      SELECT sku, on_hand, reserved, reason, order_id FROM moved`,
    values: [
      movements.map(({ orderId }) => orderId),
      movements.map(({ sku }) => sku),
      movements.map(({ onHand }) => onHand),
      movements.map(({ reserved }) => reserved),
      movements.map(({ reason }) => reason),
    ],
  });
};

/** Adds `delta` to what is on hand. The row must be locked. */
export const adjustStock = async (
  tx: Queryable,
  adjustment: { readonly adjustmentId: string; readonly sku: string; readonly delta: number },
): Promise<void> => {
  await tx.query({
    name: 'adjust-stock',
    text: `
      WITH adjusted AS (UPDATE stock SET on_hand = on_hand + $3 WHERE sku = $2)
      INSERT INTO stock_movement (sku, on_hand_delta, reserved_delta, reason, reference)
      VALUES ($2, $3, 0, 'adjustment', $1)`,
    values: [adjustment.adjustmentId, adjustment.sku, adjustment.delta],
  });
};
