import type { Money } from '@fondaco/contracts/http/common';
import type { Order, OrderState, PlaceOrder } from '@fondaco/contracts/http/orders';

export type OrderLine = Order['lines'][number];
export type Shortage = Order['shortages'][number];

export type RequestedLine = PlaceOrder['lines'][number];

/** What the shop's copy of the catalogue says of a SKU that can be sold. */
export type Offer = { readonly sku: string; readonly name: string; readonly unitPrice: Money };

/** What an order would cost now, or why it cannot be had. */
export type Quote =
  | { kind: 'quoted'; lines: OrderLine[]; total: Money }
  | { kind: 'unknown-sku'; unknownSkus: string[] }
  | { kind: 'mixed-currencies'; currencies: string[] }
  | { kind: 'total-too-large' }
  | { kind: 'price-changed'; quote: { lines: OrderLine[]; total: Money } };

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
  const priced: OrderLine[] = [];
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

/** An order as it begins: pending, until Products has answered whether there is stock. */
export const newOrder = (
  orderId: string,
  quote: Extract<Quote, { kind: 'quoted' }>,
  body: PlaceOrder,
  placed: { readonly cause: string; readonly at: Date },
): Order => {
  const placedAt = placed.at.toISOString();
  return {
    orderId,
    state: 'pending',
    final: false,
    reference: body.reference ?? null,
    delivery: body.delivery ?? null,
    lines: quote.lines,
    total: quote.total,
    shortages: [],
    timeline: [{ state: 'pending', cause: placed.cause, at: placedAt }],
    placedAt,
  };
};

export type Trigger = 'reservation-accepted' | 'reservation-refused' | 'confirm';

/** The whole order process. What is not in this table cannot happen to an order. */
const TRANSITIONS: Readonly<Record<OrderState, Readonly<Partial<Record<Trigger, OrderState>>>>> = {
  pending: { 'reservation-accepted': 'reserved', 'reservation-refused': 'rejected' },
  reserved: { confirm: 'confirmed' },
  confirmed: {},
  rejected: {},
};

export const isFinal = (state: OrderState): boolean => Object.keys(TRANSITIONS[state]).length === 0;

/** What the process does of its own accord with an order in this state; null when it waits for an answer. */
export const nextStep = ({ state }: { readonly state: OrderState }): Trigger | null =>
  state === 'reserved' ? 'confirm' : null;

/** `late`: the order had come to its end before. `illegal`: no order in this state waits for the trigger. */
export type Progress =
  | { kind: 'moved'; state: OrderState; states: OrderState[] }
  | { kind: 'late' }
  | { kind: 'illegal' };

/** `states` are all that the order passes through before it has to wait again; `state` is the last. */
export const advance = (from: OrderState, trigger: Trigger): Progress => {
  const state = TRANSITIONS[from][trigger];
  if (!state) return isFinal(from) ? { kind: 'late' } : { kind: 'illegal' };
  const next = nextStep({ state });
  const further = next && advance(state, next);
  if (further?.kind !== 'moved') return { kind: 'moved', state, states: [state] };
  return { kind: 'moved', state: further.state, states: [state, ...further.states] };
};
