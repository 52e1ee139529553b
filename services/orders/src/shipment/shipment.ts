import type { LineUnits, UnitsOfSku } from '../order/order-line-store.ts';
import { mergeLines, type RequestedLine } from '../order/pricing.ts';

/** A SKU of which more was asked for than there is left. */
export type Excess = { readonly sku: string; readonly requested: number; readonly possible: number };

export type ShipmentPlan =
  | { readonly kind: 'planned'; readonly lines: UnitsOfSku[] }
  | { readonly kind: 'nothing-to-ship' }
  | { readonly kind: 'too-many-units'; readonly excesses: Excess[] };

type ShippableUnits = Pick<LineUnits, 'sku' | 'quantity' | 'shipped' | 'cancelled'>;

export const unitsToShip = (line: ShippableUnits): number => line.quantity - line.shipped - line.cancelled;

/** What of an order is to leave together; without a request, all that has not shipped and was not cancelled. */
export const planShipment = (
  lines: readonly ShippableUnits[],
  requested: readonly RequestedLine[] | undefined,
): ShipmentPlan => {
  const open = new Map(lines.map((line) => [line.sku, unitsToShip(line)]));
  if ([...open.values()].every((units) => units === 0)) return { kind: 'nothing-to-ship' };
  if (requested === undefined) {
    const rest = [...open].map(([sku, quantity]) => ({ sku, quantity })).filter((line) => line.quantity > 0);
    return { kind: 'planned', lines: rest };
  }
  const wanted = mergeLines(requested);
  const excesses = excessesOf(wanted, open);
  return excesses.length > 0 ? { kind: 'too-many-units', excesses } : { kind: 'planned', lines: wanted };
};

/** Of SKUs that the order does not have, none are possible. */
export const excessesOf = (wanted: readonly UnitsOfSku[], possible: ReadonlyMap<string, number>): Excess[] =>
  wanted
    .map(({ sku, quantity }) => ({ sku, requested: quantity, possible: possible.get(sku) ?? 0 }))
    .filter((line) => line.requested > line.possible);

/** Whether nothing is left to ship once `leaving` has left. */
export const shipsTheRest = (lines: readonly ShippableUnits[], leaving: readonly UnitsOfSku[]): boolean => {
  const open = lines.reduce((sum, line) => sum + unitsToShip(line), 0);
  return leaving.reduce((sum, line) => sum + line.quantity, 0) === open;
};
