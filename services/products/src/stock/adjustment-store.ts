import type { Queryable } from '@fondaco/chassis/postgres';

/** `onHand` and `reserved` are what the stock was right after it. */
export type Adjustment = {
  readonly adjustmentId: string;
  readonly madeBy: string;
  readonly idempotencyKey: string;
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
  readonly onHand: number;
  readonly reserved: number;
};

/** False when the caller has used the key before, waiting for whoever is using it at this moment. */
export const insertAdjustment = async (tx: Queryable, adjustment: Adjustment): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'insert-adjustment',
    text: `
      INSERT INTO stock_adjustment
        (adjustment_id, made_by, idempotency_key, sku, delta, reason, on_hand, reserved)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT ON CONSTRAINT stock_adjustment_key DO NOTHING`,
    values: [
      adjustment.adjustmentId,
      adjustment.madeBy,
      adjustment.idempotencyKey,
      adjustment.sku,
      adjustment.delta,
      adjustment.reason,
      adjustment.onHand,
      adjustment.reserved,
    ],
  });
  return count === 1;
};

export const findAdjustment = async (
  tx: Queryable,
  madeBy: string,
  idempotencyKey: string,
): Promise<Adjustment | null> => {
  const { rows } = await tx.query<Adjustment>({
    name: 'find-adjustment',
    text: `
      SELECT adjustment_id AS "adjustmentId", made_by AS "madeBy", idempotency_key AS "idempotencyKey",
        sku, delta, reason, on_hand AS "onHand", reserved
      FROM stock_adjustment WHERE made_by = $1 AND idempotency_key = $2`,
    values: [madeBy, idempotencyKey],
  });
  return rows[0] ?? null;
};
