import type { Queryable } from '@fondaco/chassis/postgres';
import type { AvailabilityChange, Stock } from './stock.ts';

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
      WITH count AS (
        SELECT * FROM unnest($2::text[], $3::bigint[]) AS count (sku, on_hand)
      ), added AS (
        INSERT INTO stock (sku) SELECT sku FROM count
      )
      INSERT INTO stock_movement (sku, on_hand_delta, reserved_delta, reason, reference)
      SELECT sku, on_hand, 0, 'import', $1 FROM count WHERE on_hand > 0`,
    values: [importId, counts.map((count) => count.sku), counts.map((count) => count.quantity)],
  });
};

/** Sets what is on hand, but never below what is reserved. Answers what has changed, to be announced. */
export const setStock = async (
  tx: Queryable,
  importId: string,
  counts: readonly Count[],
): Promise<AvailabilityChange[]> => {
  const { rows } = await tx.query<AvailabilityChange>({
    name: 'set-stock',
    text: `
      WITH locked AS (
        SELECT sku, stock.on_hand AS was, greatest(count.on_hand, reserved) AS is_now, reserved
        FROM stock JOIN unnest($2::text[], $3::bigint[]) AS count (sku, on_hand) USING (sku)
        ORDER BY sku
        FOR NO KEY UPDATE OF stock
      ), moved AS (
        INSERT INTO stock_movement (sku, on_hand_delta, reserved_delta, reason, reference)
        SELECT sku, is_now - was, 0, 'import', $1 FROM locked WHERE is_now <> was
      )
      SELECT sku, was - reserved AS before, is_now - reserved AS after FROM locked WHERE is_now <> was`,
    values: [importId, counts.map((count) => count.sku), counts.map((count) => count.quantity)],
  });
  return rows;
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

/** One entry of the ledger; `reference` is the order or adjustment that it came from. */
export type Movement = {
  readonly reference: string;
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly reason: 'adjustment' | 'reservation' | 'release' | 'shipment';
};

/** Writes the movements, which the ledger adds up in the stock. The rows must be locked and suffice. */
export const moveStock = async (tx: Queryable, movements: readonly Movement[]): Promise<void> => {
  await tx.query({
    name: 'move-stock',
    text: `
      INSERT INTO stock_movement (reference, sku, on_hand_delta, reserved_delta, reason)
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::text[])`,
    values: [
      movements.map(({ reference }) => reference),
      movements.map(({ sku }) => sku),
      movements.map(({ onHand }) => onHand),
      movements.map(({ reserved }) => reserved),
      movements.map(({ reason }) => reason),
    ],
  });
};

/** The products of those of the SKUs that can be ordered, by SKU. */
export const findProductsOnSale = async (
  tx: Queryable,
  skus: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await tx.query<{ sku: string; productId: string }>({
    name: 'find-products-on-sale',
    text: `
      SELECT sku, product_id AS "productId" FROM variant JOIN product USING (product_id)
      WHERE sku = ANY ($1) AND NOT retired AND status = 'active'`,
    values: [skus],
  });
  return new Map(rows.map(({ sku, productId }) => [sku, productId]));
};
