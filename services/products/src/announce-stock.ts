import type { Outbox } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { StockBackV1 } from '@fondaco/contracts/events/products/stock-back.v1';
import { StockLowV1 } from '@fondaco/contracts/events/products/stock-low.v1';
import { updateAvailability } from './listing/listing-store.ts';
import { type AvailabilityChange, becomesLow, crossesZero, isBack } from './stock/stock.ts';
import { findProductsOnSale } from './stock/stock-store.ts';

export type AnnounceStock = ReturnType<typeof announceStock>;

/**
 * What follows when what can be ordered has changed: listings say whether products are in stock, and events say of
 * what is on sale that it is low or back. Called once in a transaction with all that it has moved, which must be
 * locked. Changes that cross no threshold cost no statement.
 */
export const announceStock =
  ({ outbox, lowStock }: { readonly outbox: Pick<Outbox, 'appendAll'>; readonly lowStock: number }) =>
  async (tx: Transaction, changes: readonly AvailabilityChange[]): Promise<void> => {
    const crossing = changes.filter(crossesZero);
    if (crossing.length > 0) await updateAvailability(tx, crossing.map(skuOf));

    const low = changes.filter((change) => becomesLow(change, lowStock));
    const back = changes.filter(isBack);
    if (low.length + back.length === 0) return;
    const products = await findProductsOnSale(tx, [...low, ...back].map(skuOf));
    const announced = (all: readonly AvailabilityChange[]) =>
      all.flatMap(({ sku, after }) => {
        const productId = products.get(sku);
        return productId === undefined ? [] : [{ sku, productId, available: after }];
      });
    await outbox.appendAll(tx, StockLowV1, announced(low));
    await outbox.appendAll(tx, StockBackV1, announced(back));
  };

const skuOf = ({ sku }: AvailabilityChange): string => sku;
