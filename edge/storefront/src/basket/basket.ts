/** SKUs and quantities only: names and prices are the server's to say, each time anew. */
export type BasketLine = { readonly sku: string; readonly quantity: number };
export type Basket = readonly BasketLine[];

/** What one order takes; the contract's own numbers. */
export const MAX_LINES = 100;
export const MAX_QUANTITY = 100_000;

const within = (quantity: number) => Math.min(MAX_QUANTITY, quantity);

export const isFull = (basket: Basket, sku: string) =>
  basket.length >= MAX_LINES && !basket.some((line) => line.sku === sku);

/** Adds to the line of this SKU, or a new line. A full basket stays as it is. */
export const addToBasket = (basket: Basket, sku: string, quantity: number): Basket => {
  if (isFull(basket, sku)) return basket;
  const known = basket.find((line) => line.sku === sku);
  if (known === undefined) return [...basket, { sku, quantity: within(quantity) }];
  return setQuantity(basket, sku, known.quantity + quantity);
};

export const setQuantity = (basket: Basket, sku: string, quantity: number): Basket =>
  basket.map((line) => (line.sku === sku ? { sku, quantity: within(quantity) } : line));

export const removeFromBasket = (basket: Basket, skus: readonly string[]): Basket =>
  basket.filter((line) => !skus.includes(line.sku));

/** What is left when an order was placed: what came into the basket after that stays in it. */
export const withoutOrdered = (basket: Basket, ordered: Basket): Basket =>
  basket
    .map((line) => ({
      sku: line.sku,
      quantity: line.quantity - (ordered.find(({ sku }) => sku === line.sku)?.quantity ?? 0),
    }))
    .filter((line) => line.quantity > 0);

/** How many pieces. */
export const countPieces = (basket: Basket): number =>
  basket.reduce((count, line) => count + line.quantity, 0);

/** What a customer typed as a quantity; null when it is none. */
export const quantityFrom = (text: string): number | null => {
  const trimmed = text.trim();
  if (!/^\d{1,6}$/.test(trimmed)) return null;
  const quantity = Number(trimmed);
  return quantity >= 1 && quantity <= MAX_QUANTITY ? quantity : null;
};

/** Takes up a stored basket. What doesn't make sense in it (an older form, a hand's edit) is left out. */
export const readBasket = (stored: string | null): Basket => {
  let value: unknown;
  try {
    value = JSON.parse(stored ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(value)) return [];
  const lines = value.filter(
    (line): line is BasketLine =>
      typeof line?.sku === 'string' &&
      line.sku !== '' &&
      Number.isInteger(line.quantity) &&
      line.quantity >= 1 &&
      line.quantity <= MAX_QUANTITY,
  );
  return lines.reduce<Basket>((basket, { sku, quantity }) => addToBasket(basket, sku, quantity), []);
};
