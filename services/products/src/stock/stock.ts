/** More than any shelf holds: what is above it is a mistake. */
export const MAX_ON_HAND = 1_000_000_000;

/** `reserved` is the part of `onHand` that is promised to orders; never more than there is. */
export type Stock = { readonly sku: string; readonly onHand: number; readonly reserved: number };

/** What can be ordered now. */
export const available = (stock: Stock): number => stock.onHand - stock.reserved;

/** Stock as the API shows it. */
export const stockAnswer = (stock: Stock) => ({ ...stock, available: available(stock) });

export type Adjusted = { readonly stock: Stock } | { readonly refused: 'below-reserved' | 'above-limit' };

/** Stock after `delta` units came in or, below zero, were found missing. */
export const adjust = (stock: Stock, delta: number): Adjusted => {
  const onHand = stock.onHand + delta;
  if (onHand < stock.reserved) return { refused: 'below-reserved' };
  if (onHand > MAX_ON_HAND) return { refused: 'above-limit' };
  return { stock: { ...stock, onHand } };
};

/** What could be ordered of `sku` before a transaction, and what can after it. */
export type AvailabilityChange = { readonly sku: string; readonly before: number; readonly after: number };

/** None could be ordered and some can now, or the other way round. */
export const crossesZero = ({ before, after }: AvailabilityChange): boolean => before > 0 !== after > 0;

export const isBack = ({ before, after }: AvailabilityChange): boolean => before <= 0 && after > 0;

/** Fewer than `lowStock` can be ordered from now on. */
export const becomesLow = ({ before, after }: AvailabilityChange, lowStock: number): boolean =>
  before >= lowStock && after < lowStock;
