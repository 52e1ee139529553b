import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createDatabase, type Queryable, type Statement } from '@fondaco/chassis/postgres';
import { createMetrics } from '@fondaco/chassis/service';
import { silentLog, type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import { fillCategories, fillProducts, wordAt } from './catalogue-for-tests.ts';
import { findAndCount, findListings } from './find-listings.ts';
import { findPlace } from './listing/category-store.ts';
import { beginningOf } from './listing/cursor.ts';
import { filtersOf } from './listing/filters.ts';
import { walk } from './listing/walk-store.ts';
import { findSummaries } from './product/product-view-store.ts';
import {
  findProductsOfSkus,
  findProductsOfSlugs,
  findVariants,
  lockProducts,
} from './product-import/catalogue-read-store.ts';
import { readQuestion } from './question.ts';
import { findProductPage } from './read-product/product-page-store.ts';
import { suggest } from './suggest/suggest.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const PRODUCTS = 10_000;

let database: TestDatabase;
before(async () => {
  database = await testDatabase(MIGRATIONS);
  const categories = await fillCategories(database.db);
  for (let first = 0; first < PRODUCTS; first += 1_000) {
    await fillProducts(database.db, categories, { first, count: 1_000 });
  }
  const owner = createDatabase({
    url: database.ownerUrl,
    poolSize: 1,
    applicationName: 'owner',
    metrics: createMetrics(),
    log: silentLog(),
  });
  await owner.query({
    name: 'vacuum',
    text: 'VACUUM ANALYZE listing, product, variant, stock, search_word, category',
  });
  await owner.close();
});
after(() => database.close());

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] };
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

/** What grows with the catalogue. The tree of categories does not, and is read as a whole. */
const LARGE = ['listing', 'product', 'variant', 'stock', 'search_word'];

/** Reads a table as it is stored, whatever the rows are like, wherever it begins or ends. */
const SCANS = ['Seq Scan', 'Tid Range Scan', 'Sample Scan'];

/** Carries out each statement, and fails when its plan reads a whole table. Also as a plan for any values. */
const explaining = (inner: Queryable, explained: string[]): Queryable => ({
  query: async <Row>(statement: Statement) => {
    const { name, text, values, plannedAnew } = statement;
    if (!text.includes('set_config')) {
      for (const generic of plannedAnew ? [false] : [false, true]) {
        const { rows } = await inner.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>({
          name: `explain ${name}`,
          text: generic ? `EXPLAIN (FORMAT JSON, GENERIC_PLAN) ${text}` : `EXPLAIN (FORMAT JSON) ${text}`,
          ...(generic ? {} : { values }),
          plannedAnew: true,
        });
        const plan = rows[0]?.['QUERY PLAN'][0].Plan ?? assert.fail('no plan');
        const scanned = nodes(plan).filter((node) => SCANS.includes(node['Node Type']));
        const large = scanned.filter((node) => LARGE.includes(node['Relation Name'] ?? ''));
        assert.deepEqual(large, [], `${name}${generic ? ', for any values' : ''}: ${JSON.stringify(plan)}`);
      }
      explained.push(name);
    }
    return inner.query<Row>(statement);
  },
});

const explained: string[] = [];
const watched = () => ({
  ...database.db,
  ...explaining(database.db, explained),
  transaction: ((work) =>
    database.db.transaction((tx) =>
      work({ ...tx, ...explaining(tx, explained) }),
    )) as typeof database.db.transaction,
});

const SORTS = ['name', 'price', '-price', 'newest'] as const;

test('no listing of a category or of all reads a whole table, on no page', async () => {
  for (const sort of SORTS) {
    for (const category of [null, 'd1', 'd1-c1', 'd1-c1-s1']) {
      const first = await walk(watched(), { sort, category, after: beginningOf(sort), limit: 25 });
      const after = first.at(-1)?.position ?? assert.fail('an empty page');
      await walk(watched(), { sort, category, after, limit: 25 });
    }
  }
});

test('no filtered listing reads a whole table', async () => {
  const place = await findPlace(database.db, 'd1');
  for (const sort of SORTS) {
    for (const query of [
      { priceFrom: 1_000, priceTo: 2_000 },
      { inStock: true },
      { facet: ['colour=red', 'material=oak'] },
      { facet: [`brand=${wordAt(1003)}`], inStock: true },
    ]) {
      for (const where of [null, place]) {
        const filters = filtersOf(query, { words: null, place: where });
        await findListings(watched(), { filters, sort, after: null, limit: 25 });
      }
    }
  }
});

test('no search reads a whole table, whether its words are frequent or rare', async () => {
  for (const q of [
    wordAt(0),
    wordAt(20),
    wordAt(3_000),
    `${wordAt(5)} red`,
    `${wordAt(20)}x glass`,
    'nothing',
  ]) {
    const words = (await readQuestion(watched(), q)).words ?? assert.fail('no words');
    for (const query of [{}, { inStock: true, facet: ['colour=red'], priceFrom: 500 }]) {
      const filters = { ...filtersOf(query, { words, place: null }), words };
      for (const sort of ['relevance', 'price'] as const) {
        await findAndCount(watched(), { filters, sort, after: null, limit: 25 });
      }
    }
  }
});

test('neither a product page, nor products by id, nor suggestions read a whole table', async () => {
  const { rows } = await database.db.query<{ product_id: string; slug: string }>({
    name: 'some',
    text: 'SELECT product_id, slug FROM product LIMIT 5',
  });
  await findSummaries(
    watched(),
    rows.map(({ product_id }) => product_id),
  );
  await findProductPage(watched(), { productId: rows[0]?.product_id ?? '' });
  await findProductPage(watched(), { slug: rows[0]?.slug ?? '' });
  for (const q of ['b', 'bra', `${wordAt(3)} st`]) await suggest({ db: watched() })(q);
});

test('what an import asks the catalogue about a few rows does not read a whole table', async () => {
  const { rows } = await database.db.query<{ sku: string; slug: string }>({
    name: 'some-to-import',
    text: 'SELECT DISTINCT ON (slug) sku, slug FROM product JOIN variant USING (product_id) ORDER BY slug LIMIT 5',
  });
  const skus = [...rows.map(({ sku }) => sku), 'NEW'];
  const slugs = [...rows.map(({ slug }) => slug), 'new'];
  const productIds = await findProductsOfSkus(watched(), skus);
  assert.equal((await findProductsOfSlugs(watched(), slugs)).size, rows.length);
  assert.equal((await lockProducts(watched(), productIds)).length, productIds.length);
  assert.ok((await findVariants(watched(), productIds)).length >= rows.length);
});

test('what reads a table as it is stored is refused, wherever it begins and ends', async () => {
  for (const from of [
    'listing',
    `listing WHERE ctid >= '(0,0)'`,
    `listing WHERE ctid BETWEEN '(0,1)' AND '(9,1)'`,
    'listing TABLESAMPLE SYSTEM (1)',
  ]) {
    const text = `SELECT words FROM ${from} LIMIT 10`;
    const scan = explaining(database.db, []).query({ name: 'scan', text, plannedAnew: true });
    await assert.rejects(scan, { code: 'ERR_ASSERTION', message: /Scan/ }, from);
  }
});

test('all of that was looked at', () => {
  for (const name of [
    'walk-all-by-name',
    'walk-category-by-newest',
    'probe-listings',
    'walk-filtered-listings',
    'find-products-of-slugs',
  ]) {
    assert.ok(explained.includes(name), name);
  }
});
