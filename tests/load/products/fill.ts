import { newId } from '@fondaco/chassis/service';
import type { TestDatabase } from '@fondaco/chassis/testing';
import pg from 'pg';
import { settleCategories } from '../../../services/products/src/import-products/categories.ts';
import { writeListings } from '../../../services/products/src/listing/listing-store.ts';
import {
  insertProducts,
  insertVariants,
} from '../../../services/products/src/product-import/catalogue-write-store.ts';
import { pathKey } from '../../../services/products/src/product-import/category-path.ts';
import { insertStock } from '../../../services/products/src/stock/stock-store.ts';
import { categoryPaths, type MadeProduct, productAt } from './catalogue.ts';
import { rawQueryable } from './raw-queryable.ts';

const AT_ONCE = 2_000;
const CONNECTIONS = 2;
const REPORTS_EVERY = 50_000;

/** What an import would have to keep up to date, row by row. */
const BUILT_AFTERWARDS = ['listing', 'search_word'];

/**
 * Writes the rows that an import of so many products would write, without its file, its report and its events: by the
 * statements that the import itself uses, but many at once, and with the indexes of what is searched built at the end.
 */
export const fillCatalogue = async (
  { url, ownerUrl }: TestDatabase,
  products: number,
  report: (line: string) => void,
): Promise<void> => {
  const rebuild = await withoutIndexes(ownerUrl);
  const categories = await inTransaction(url, (tx) => settleCategories(tx, categoryPaths(), newId));
  const importId = newId();
  let begun = 0;
  const fill = async (): Promise<void> => {
    const client = await connected(url);
    try {
      await client.query('set synchronous_commit = off');
      while (begun < products) {
        const first = begun;
        begun = Math.min(products, first + AT_ONCE);
        await writeProducts(client, madeFrom(first, begun), { importId, categories });
        if (first % REPORTS_EVERY === 0) report(`  ${first} products`);
      }
    } finally {
      await client.end();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, fill));
  report('  indexes');
  await rebuild();
};

const madeFrom = (first: number, end: number): MadeProduct[] =>
  Array.from({ length: end - first }, (_, index) => productAt(first + index));

const connected = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client(url);
  // Its query rejects too. When the other one has failed, what that said is what has to be told.
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

const inTransaction = async <Made>(
  url: string,
  work: (tx: ReturnType<typeof rawQueryable>) => Promise<Made>,
): Promise<Made> => {
  const client = await connected(url);
  try {
    await client.query('begin');
    const made = await work(rawQueryable(client));
    await client.query('commit');
    return made;
  } finally {
    await client.end();
  }
};

/** Drops the indexes, but for primary keys; resolves with what makes them again. */
const withoutIndexes = async (ownerUrl: string): Promise<() => Promise<void>> => {
  const client = await connected(ownerUrl);
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index where indrelid = any ($1::regclass[]) and not indisprimary order by 1`,
    [BUILT_AFTERWARDS],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return async () => {
    await client.query(`set maintenance_work_mem = '512MB'`);
    for (const { definition } of rows) await client.query(definition);
    await client.end();
  };
};

const writeProducts = async (
  client: pg.Client,
  made: readonly MadeProduct[],
  { importId, categories }: { readonly importId: string; readonly categories: ReadonlyMap<string, string> },
): Promise<void> => {
  const tx = rawQueryable(client);
  const products = made.map((product) => ({ ...product, productId: newId() }));
  const variants = products.flatMap(({ productId, variants }) =>
    variants.map(({ sku, price, stock, size }, position) => ({
      sku,
      productId,
      priceMinor: price,
      currency: 'GBP',
      options: size === '' ? {} : { size },
      position,
      stock,
    })),
  );
  await client.query('begin');
  await insertVariants(tx, variants);
  await insertProducts(
    tx,
    products.map(({ productId, slug, name, description, category, ...properties }) => ({
      productId,
      slug,
      ownSlug: true,
      name,
      description,
      categoryId: categories.get(pathKey(category)) ?? null,
      attributes: {
        material: properties.material,
        colour: properties.colour,
        brand: properties.brand,
        model: properties.model,
      },
      status: 'active' as const,
    })),
  );
  await insertStock(
    tx,
    importId,
    variants.map(({ sku, stock }) => ({ sku, quantity: stock })),
  );
  await writeListings(
    tx,
    products.map(({ productId }) => productId),
    { fresh: true },
  );
  await client.query('commit');
};
