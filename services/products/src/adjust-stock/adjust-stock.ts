import type { Database } from '@fondaco/chassis/postgres';
import { type Adjustment, findAdjustment, insertAdjustment } from '../stock/adjustment-store.ts';
import { adjust, type Stock } from '../stock/stock.ts';
import { adjustStock as addToStock, lockStock } from '../stock/stock-store.ts';

/** What is asked for: `delta` units more (or less) of `sku`, once for each key of its maker. */
export type AdjustmentRequest = Pick<Adjustment, 'madeBy' | 'idempotencyKey' | 'sku' | 'delta' | 'reason'>;

export type AdjustmentOutcome =
  | { readonly kind: 'adjusted'; readonly stock: Stock; readonly replayed: boolean }
  | { readonly kind: 'unknown-sku' | 'below-reserved' | 'above-limit' | 'idempotency-key-reused' };

export type AdjustStock = ReturnType<typeof adjustStock>;

/** A refusal uses no key up. */
export const adjustStock =
  ({ db, newId }: { readonly db: Database; readonly newId: () => string }) =>
  (request: AdjustmentRequest): Promise<AdjustmentOutcome> =>
    db.transaction(async (tx) => {
      const [stock] = await lockStock(tx, [request.sku]);
      if (stock === undefined) return { kind: 'unknown-sku' };
      // Looked up under the lock: the same request sent twice at once follows on itself here.
      const earlier = await findAdjustment(tx, request.madeBy, request.idempotencyKey);
      if (earlier !== null) return answerAgain(earlier, request);

      const adjusted = adjust(stock, request.delta);
      if ('refused' in adjusted) return { kind: adjusted.refused };
      const { onHand, reserved } = adjusted.stock;
      const adjustment = { ...request, adjustmentId: newId(), onHand, reserved };
      // Only a request about another SKU can have come between.
      if (!(await insertAdjustment(tx, adjustment))) return { kind: 'idempotency-key-reused' };
      await addToStock(tx, adjustment);
      return { kind: 'adjusted', stock: adjusted.stock, replayed: false };
    });

const answerAgain = (earlier: Adjustment, request: AdjustmentRequest): AdjustmentOutcome => {
  const same =
    earlier.sku === request.sku && earlier.delta === request.delta && earlier.reason === request.reason;
  if (!same) return { kind: 'idempotency-key-reused' };
  const { sku, onHand, reserved } = earlier;
  return { kind: 'adjusted', stock: { sku, onHand, reserved }, replayed: true };
};
