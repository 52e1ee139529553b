import type { Money } from '@fondaco/contracts/http/common';
import type { PlaceOrder } from '@fondaco/contracts/http/orders';

export type RequestedLine = PlaceOrder['lines'][number];

/** What a variant costs from a time on; `startsAt` is RFC 3339. */
export type ScheduledPrice = { readonly price: Money; readonly startsAt: string };

/** The scheduled price that came last, the given one before any has. */
export const priceAt = (now: Date, price: Money, scheduled: readonly ScheduledPrice[]): Money => {
  let current = { price, since: Number.NEGATIVE_INFINITY };
  for (const one of scheduled) {
    const since = Date.parse(one.startsAt);
    if (since <= now.getTime() && since >= current.since) current = { price: one.price, since };
  }
  return current.price;
};

/** What the shop's copy of the catalogue says of a SKU that can be sold. */
export type Offer = { readonly sku: string; readonly name: string; readonly unitPrice: Money };

/** So many units of an offer, and what they cost together. */
export type PricedLine = Offer & { readonly quantity: number; readonly total: Money };

/** What an order would cost now, or why it cannot be had. */
export type Quote =
  | { kind: 'quoted'; lines: PricedLine[]; total: Money }
  | { kind: 'unknown-sku'; unknownSkus: string[] }
  | { kind: 'mixed-currencies'; currencies: string[] }
  | { kind: 'total-too-large' }
  | { kind: 'price-changed'; quote: { lines: PricedLine[]; total: Money } };

/** The lines as an order has them: SKUs in upper case, each once and in their order, quantities added up. */
export const mergeLines = (lines: readonly RequestedLine[]): RequestedLine[] => {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    const stored = sku.toUpperCase();
    quantities.set(stored, (quantities.get(stored) ?? 0) + quantity);
  }
  return [...quantities]
    .map(([sku, quantity]) => ({ sku, quantity }))
    .sort((a, b) => (a.sku < b.sku ? -1 : 1));
};

/**
 * Prices merged lines. Amounts are exact: what does not fit a safe integer is refused, never rounded.
 * `expected` is what the customer saw: another total is refused too.
 */
export const quoteLines = (
  lines: readonly RequestedLine[],
  offers: readonly Offer[],
  expected?: Money,
): Quote => {
  const offerOf = new Map(offers.map((offer) => [offer.sku, offer]));
  const unknownSkus: string[] = [];
  const priced: PricedLine[] = [];
  for (const { sku, quantity } of lines) {
    const offer = offerOf.get(sku);
    if (!offer) {
      unknownSkus.push(sku);
      continue;
    }
    const { amountMinor, currency } = offer.unitPrice;
    const total = { amountMinor: quantity * amountMinor, currency };
    priced.push({ sku, name: offer.name, quantity, unitPrice: offer.unitPrice, total });
  }
  if (unknownSkus.length > 0) return { kind: 'unknown-sku', unknownSkus };

  const [currency = '', ...others] = new Set(priced.map((line) => line.total.currency));
  if (others.length > 0) return { kind: 'mixed-currencies', currencies: [currency, ...others] };

  // A true sum or product past the safe integers cannot be rounded back into them.
  const amountMinor = priced.reduce((sum, line) => sum + line.total.amountMinor, 0);
  if (!Number.isSafeInteger(amountMinor)) return { kind: 'total-too-large' };
  const total = { amountMinor, currency };
  if (expected && (expected.amountMinor !== amountMinor || expected.currency !== currency)) {
    return { kind: 'price-changed', quote: { total, lines: priced } };
  }
  return { kind: 'quoted', lines: priced, total };
};
