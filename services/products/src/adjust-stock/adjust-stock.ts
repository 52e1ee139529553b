import type { Database } from '@fondaco/chassis/postgres';
import type { AnnounceStock } from '../announce-stock.ts';
import { type Adjustment, findAdjustment, insertAdjustment } from '../stock/adjustment-store.ts';
import { adjust, available, type Stock } from '../stock/stock.ts';
import { lockStock, moveStock } from '../stock/stock-store.ts';

/** What is asked for: `delta` units more (or less) of `sku`, once for each key of its maker. */
export type AdjustmentRequest = Pick<Adjustment, 'madeBy' | 'idempotencyKey' | 'sku' | 'delta' | 'reason'>;

export type AdjustmentOutcome =
  | { readonly kind: 'adjusted'; readonly stock: Stock; readonly replayed: boolean }
  | { readonly kind: 'below-reserved'; readonly stock: Stock }
  | { readonly kind: 'unknown-sku' | 'above-limit' | 'idempotency-key-reused' };

export type AdjustStock = ReturnType<typeof adjustStock>;

/** A refusal uses no key up. */
export const adjustStock =
  ({
    db,
    announceStock,
    newId,
  }: {
    readonly db: Database;
    readonly announceStock: AnnounceStock;
    readonly newId: () => string;
  }) =>
  (request: AdjustmentRequest): Promise<AdjustmentOutcome> =>
    db.transaction(async (tx) => {
      const [stock] = await lockStock(tx, [request.sku]);
      if (stock === undefined) return { kind: 'unknown-sku' };
      // Looked up under the lock: the same request sent twice at once follows on itself here.
      const earlier = await findAdjustment(tx, request.madeBy, request.idempotencyKey);
      if (earlier !== null) return answerAgain(earlier, request);

      const adjusted = adjust(stock, request.delta);
      if ('refused' in adjusted) return { kind: adjusted.refused, stock };
      const { onHand, reserved } = adjusted.stock;
      const adjustment = { ...request, adjustmentId: newId(), onHand, reserved };
      // Only a request about another SKU can have come between.
      if (!(await insertAdjustment(tx, adjustment))) return { kind: 'idempotency-key-reused' };
      const { adjustmentId: reference, sku, delta } = adjustment;
      await moveStock(tx, [{ reference, sku, onHand: delta, reserved: 0, reason: 'adjustment' }]);
      await announceStock(tx, [{ sku, before: available(stock), after: available(adjusted.stock) }]);
      return { kind: 'adjusted', stock: adjusted.stock, replayed: false };
    });

const answerAgain = (earlier: Adjustment, request: AdjustmentRequest): AdjustmentOutcome => {
  const same =
    earlier.sku === request.sku && earlier.delta === request.delta && earlier.reason === request.reason;
  if (!same) return { kind: 'idempotency-key-reused' };
  const { sku, onHand, reserved } = earlier;
  return { kind: 'adjusted', stock: { sku, onHand, reserved }, replayed: true };
};
