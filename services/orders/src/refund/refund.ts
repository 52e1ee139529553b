import type { Trigger } from '../order/order.ts';
import type { LineUnits, UnitsOfSku } from '../order/order-line-store.ts';
import { mergeLines, type RequestedLine } from '../order/pricing.ts';
import { type Excess, excessesOf, unitsToShip } from '../shipment/shipment.ts';

/** `cancelled` are the units of it that will now never ship; they come back into stock. */
export type RefundPlan =
  | {
      readonly kind: 'planned';
      readonly lines: UnitsOfSku[];
      readonly cancelled: UnitsOfSku[];
      readonly amountMinor: number;
    }
  | { readonly kind: 'nothing-to-refund' }
  | { readonly kind: 'too-many-units'; readonly excesses: Excess[] };

/**
 * What is to be paid back; without a request, all that has not been. `requested` are units of refunds that have
 * no answer yet. The amount follows from the order's prices, so that refunds of parts add up to the whole.
 */
export const planRefund = (
  lines: readonly LineUnits[],
  requested: readonly UnitsOfSku[],
  wanted: readonly RequestedLine[] | undefined,
): RefundPlan => {
  const underWay = unitsBySku(requested);
  const covered = (line: LineUnits): number => line.refunded + (underWay.get(line.sku) ?? 0);
  const possible = new Map(lines.map((line) => [line.sku, line.quantity - covered(line)]));
  if ([...possible.values()].every((units) => units === 0)) return { kind: 'nothing-to-refund' };

  const refunded =
    wanted === undefined
      ? [...possible].map(([sku, quantity]) => ({ sku, quantity })).filter((line) => line.quantity > 0)
      : mergeLines(wanted);
  const excesses = excessesOf(refunded, possible);
  if (excesses.length > 0) return { kind: 'too-many-units', excesses };

  const lineOf = new Map(lines.map((line) => [line.sku, line]));
  const cancelled: UnitsOfSku[] = [];
  let amountMinor = 0;
  for (const { sku, quantity } of refunded) {
    const line = lineOf.get(sku);
    if (!line) continue;
    amountMinor += quantity * line.unitPriceMinor;
    // While there are units to ship, only cancelled ones have been refunded: those of a refund that failed come first.
    const cancelledBefore = Math.max(0, line.cancelled - covered(line));
    const units = Math.min(unitsToShip(line), Math.max(0, quantity - cancelledBefore));
    if (units > 0) cancelled.push({ sku, quantity: units });
  }
  return { kind: 'planned', lines: refunded, cancelled, amountMinor };
};

/** What has happened to an order by a refund that was carried out; `lines` are as they are after it. */
export const settlementOf = (state: string, lines: readonly LineUnits[]): Trigger => {
  if (lines.every((line) => line.refunded === line.quantity)) return 'refund-settled-all';
  const restToShip = lines.some((line) => unitsToShip(line) > 0);
  return state === 'partly-shipped' && !restToShip ? 'refund-settled-nothing-to-ship' : 'refund-settled';
};

const unitsBySku = (lines: readonly UnitsOfSku[]): Map<string, number> => {
  const units = new Map<string, number>();
  for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return units;
};
