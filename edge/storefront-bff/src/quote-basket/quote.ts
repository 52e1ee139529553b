import type { ProductSnapshot } from '@fondaco/contracts/http/products';
import type { BasketQuote, BasketRequest } from '@fondaco/contracts/http/storefront-bff';

type Line = BasketRequest['lines'][number];
type Offer = {
  readonly name: string;
  readonly price: ProductSnapshot['variants'][number]['price'];
};

/** What the lines would cost. Orders decides; this is what the customer sees before asking it. */
export const quoteBasket = (
  lines: readonly Line[],
  snapshots: readonly ProductSnapshot[],
): BasketQuote | 'mixed-currencies' | 'total-too-large' => {
  const offers = new Map<string, Offer>(
    snapshots
      .filter(({ status }) => status === 'active')
      .flatMap(({ name, variants }) => variants.map(({ sku, price }) => [sku, { name, price }] as const)),
  );
  const priced: BasketQuote['lines'] = [];
  const unavailable: string[] = [];
  for (const { sku, quantity } of addedUp(lines)) {
    const offer = offers.get(sku);
    if (offer === undefined) {
      unavailable.push(sku);
      continue;
    }
    const { amountMinor, currency } = offer.price;
    const total = { amountMinor: amountMinor * quantity, currency };
    priced.push({ sku, name: offer.name, quantity, unitPrice: offer.price, total });
  }

  const [first] = priced;
  if (first === undefined) return { lines: [], total: null, unavailable };
  const { currency } = first.total;
  if (priced.some((line) => line.total.currency !== currency)) return 'mixed-currencies';
  const amountMinor = priced.reduce((sum, line) => sum + line.total.amountMinor, 0);
  if (!Number.isSafeInteger(amountMinor)) return 'total-too-large';
  return { lines: priced, total: { amountMinor, currency }, unavailable };
};

/** Lines of one SKU, however it is written, are one line. */
const addedUp = (lines: readonly Line[]): Line[] => {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    const known = sku.toUpperCase();
    quantities.set(known, (quantities.get(known) ?? 0) + quantity);
  }
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
};
