import type { Queryable } from '@fondaco/chassis/postgres';
import type { StockMovement } from '@fondaco/contracts/http/products';

/** The newest first, those before the movement `before`. */
export const findMovements = async (
  db: Queryable,
  sku: string,
  before: number,
  limit: number,
): Promise<StockMovement[]> => {
  const { rows } = await db.query<Omit<StockMovement, 'movedAt'> & { movedAt: Date }>({
    name: 'find-movements',
    text: `
      SELECT movement_id AS "movementId", on_hand_delta AS "onHandDelta", reserved_delta AS "reservedDelta",
        movement.reason, reference, moved_at AS "movedAt", adjustment.reason AS why, made_by AS "madeBy"
      FROM stock_movement AS movement
      LEFT JOIN stock_adjustment AS adjustment
        ON movement.reason = 'adjustment' AND adjustment_id = movement.reference
      WHERE movement.sku = $1 AND movement_id < $2
      ORDER BY movement_id DESC
      LIMIT $3`,
    values: [sku, before, limit],
  });
  return rows.map((row) => ({ ...row, movedAt: row.movedAt.toISOString() }));
};
