import type { ImportRow } from '@fondaco/contracts/http/products';

const MAX_ROWS = 500;
/** Well below the 1 MiB that a body may have, whatever JSON makes of the characters. */
const MAX_CHARACTERS = 100_000;
/** Longer than anything that could be accepted, so that cutting here changes no verdict. */
const MAX_FIELD = 1_000;

/** No request may hold U+0000. What stands for it changes no verdict: to Products all control characters are one. */
const sendable = (field: string): string => field.slice(0, MAX_FIELD).replaceAll('\u0000', '\u0001');

const cut = ({ line, sku, name, price, currency, stock }: ImportRow): ImportRow => ({
  line,
  sku: sendable(sku),
  name: sendable(name),
  price: sendable(price),
  currency: sendable(currency),
  stock: sendable(stock),
});

const charactersOf = ({ sku, name, price, currency, stock }: ImportRow): number =>
  sku.length + name.length + price.length + currency.length + stock.length;

/** Rows in batches of at most 500, in their order. */
export async function* inBatches(rows: AsyncIterable<ImportRow>): AsyncGenerator<ImportRow[]> {
  let batch: ImportRow[] = [];
  let characters = 0;
  for await (const row of rows) {
    const next = cut(row);
    const size = charactersOf(next);
    if (batch.length === MAX_ROWS || (batch.length > 0 && characters + size > MAX_CHARACTERS)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(next);
    characters += size;
  }
  if (batch.length > 0) yield batch;
}
