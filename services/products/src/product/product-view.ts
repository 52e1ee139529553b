import type { Variant } from '@fondaco/contracts/http/products';
import type { Static } from 'typebox';

type OnSale = Static<typeof Variant>;

/** Of the cheapest of them; null when there are none. */
export const cheapest = (variants: readonly OnSale[]): OnSale['price'] | null =>
  variants.reduce<OnSale['price'] | null>(
    (lowest, { price }) => (lowest === null || price.amountMinor < lowest.amountMinor ? price : lowest),
    null,
  );

export const isInStock = (variants: readonly OnSale[]): boolean =>
  variants.some(({ available }) => available > 0);
