import type { ImportRow } from '@fondaco/contracts/http/products';

const MAX_ROWS = 500;
/** Well below the 1 MiB that a body may have, whatever JSON makes of the characters. */
const MAX_CHARACTERS = 100_000;
/** Longer than anything that could be accepted, so that cutting here changes no verdict. */
const MAX_FIELD = 1_000;

const cut = ({ line, sku, name, price, currency, stock }: ImportRow): ImportRow => ({
  line,
  sku: sku.slice(0, MAX_FIELD),
  name: name.slice(0, MAX_FIELD),
  price: price.slice(0, MAX_FIELD),
  currency: currency.slice(0, MAX_FIELD),
  stock: stock.slice(0, MAX_FIELD),
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
