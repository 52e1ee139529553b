import { normalSku } from '../product/product.ts';
import { available, type Stock } from '../stock/stock.ts';

export type Line = { readonly sku: string; readonly quantity: number };

/** Of `sku` the order wants `requested`, and `available` is less. */
export type Shortage = { readonly sku: string; readonly requested: number; readonly available: number };

export type Decision =
  | { readonly outcome: 'accepted'; readonly lines: readonly Line[] }
  | { readonly outcome: 'refused'; readonly shortages: readonly Shortage[] };

/** Of the `quantity` that was reserved at first, `shipped` have left and `released` came back. */
export type ReservedLine = Line & { readonly shipped: number; readonly released: number };

/**
 * What an order was answered. A refused one has no lines. `cancelled` once the order has ended: it is refused
 * from then on, also when it comes only afterwards.
 */
export type Reservation = {
  readonly orderId: string;
  readonly outcome: Decision['outcome'];
  readonly cancelled: boolean;
  readonly shortages: readonly Shortage[];
  readonly lines: readonly ReservedLine[];
};

/** One line for each SKU, in upper case, in the order of their first mention. */
export const normalLines = (lines: readonly Line[]): Line[] => {
  const quantities = new Map<string, number>();
  for (const line of lines) {
    const sku = normalSku(line.sku);
    quantities.set(sku, (quantities.get(sku) ?? 0) + line.quantity);
  }
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
};

/** For people who look at why something failed: the first few of maybe thousands. */
export const describeLines = (lines: readonly Line[]): string =>
  lines
    .slice(0, 10)
    .map(({ sku, quantity }) => `${quantity} × ${sku}`)
    .join(', ');

/** All lines or none. Of a SKU without stock of its own nothing is available. */
export const decideReservation = (lines: readonly Line[], stock: readonly Stock[]): Decision => {
  const bySku = new Map(stock.map((item) => [item.sku, available(item)]));
  const shortages = lines
    .map(({ sku, quantity }) => ({ sku, requested: quantity, available: bySku.get(sku) ?? 0 }))
    .filter((line) => line.requested > line.available);
  return shortages.length > 0 ? { outcome: 'refused', shortages } : { outcome: 'accepted', lines };
};

/** The answer to an order that asks again. */
export const answerAgain = (reservation: Reservation): Decision => {
  const { outcome, cancelled, shortages, lines } = reservation;
  if (outcome === 'refused' || cancelled) return { outcome: 'refused', shortages };
  return { outcome, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) };
};

/** Units that are still reserved, by SKU; lines of which none is are left out. */
export const openLines = (reservation: Reservation): Line[] =>
  reservation.lines
    .map((line) => ({ sku: line.sku, quantity: line.quantity - line.shipped - line.released }))
    .filter(({ quantity }) => quantity > 0);

/** Those of `lines` of which fewer units are still reserved. */
export const beyondReserved = (reservation: Reservation | undefined, lines: readonly Line[]): Line[] => {
  const open = new Map((reservation ? openLines(reservation) : []).map((line) => [line.sku, line.quantity]));
  return lines.filter(({ sku, quantity }) => quantity > (open.get(sku) ?? 0));
};

/** The reservation after `lines`, which must be open, were `shipped` or `released`. */
export const without = (
  reservation: Reservation,
  lines: readonly Line[],
  fate: 'shipped' | 'released',
): Reservation => {
  const gone = new Map(lines.map(({ sku, quantity }) => [sku, quantity]));
  return {
    ...reservation,
    lines: reservation.lines.map((line) => ({ ...line, [fate]: line[fate] + (gone.get(line.sku) ?? 0) })),
  };
};

/** Whether any unit is still reserved. */
export const isHeld = (reservation: Reservation): boolean => openLines(reservation).length > 0;

/** `ended` when nothing is reserved any more. */
export const stateOf = (reservation: Reservation): 'open' | 'ended' | 'refused' => {
  if (reservation.outcome === 'refused') return 'refused';
  return isHeld(reservation) ? 'open' : 'ended';
};
