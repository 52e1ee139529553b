import type { UnitsOfSku } from './order-line-store.ts';
import { LINES_IN_MESSAGE, type LockedOrder, type OrderedLine } from './order-store.ts';

/** Whom a mail about the order goes to. */
export const recipientOf = (order: LockedOrder) => ({
  email: order.email,
  name: order.delivery.name,
  language: order.language,
});

export const moneyOf = (order: { readonly currency: string }, amountMinor: number) => ({
  amountMinor,
  currency: order.currency,
});

type NamedLine = { readonly sku: string; readonly name: string; readonly quantity: number };

/** The units under their names, the first of them: a mail needs no more, and an event may not be of any size. */
export const namedLines = (units: readonly UnitsOfSku[], lines: readonly OrderedLine[]): NamedLine[] =>
  allNamedLines(units.slice(0, LINES_IN_MESSAGE), lines);

/** All units, because stock is booked by them; past the first lines the SKU has to do for a name. */
export const allNamedLines = (units: readonly UnitsOfSku[], lines: readonly OrderedLine[]): NamedLine[] => {
  const nameOf = new Map(lines.map((line) => [line.sku, line.name]));
  return units.map(({ sku, quantity }, position) => ({
    sku,
    name: (position < LINES_IN_MESSAGE ? nameOf.get(sku) : undefined) ?? sku,
    quantity,
  }));
};
