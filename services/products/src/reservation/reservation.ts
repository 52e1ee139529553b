import { available, type Stock } from '../stock/stock.ts';

export type Line = { readonly sku: string; readonly quantity: number };

/** Of `sku` the order wants `requested`, and `available` is less. */
export type Shortage = { readonly sku: string; readonly requested: number; readonly available: number };

export type Decision =
  | { readonly outcome: 'accepted'; readonly lines: readonly Line[] }
  | { readonly outcome: 'refused'; readonly shortages: readonly Shortage[] };

/** One line for each SKU, in the order of their first mention. */
export const addUpLines = (lines: readonly Line[]): Line[] => {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
};

/** All lines or none. Of a SKU without stock of its own nothing is available. */
export const decideReservation = (lines: readonly Line[], stock: readonly Stock[]): Decision => {
  const bySku = new Map(stock.map((item) => [item.sku, available(item)]));
  const shortages = lines
    .map(({ sku, quantity }) => ({ sku, requested: quantity, available: bySku.get(sku) ?? 0 }))
    .filter((line) => line.requested > line.available);
  return shortages.length > 0 ? { outcome: 'refused', shortages } : { outcome: 'accepted', lines };
};
