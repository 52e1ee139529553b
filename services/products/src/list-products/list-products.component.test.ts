import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ProductSummary } from '@fondaco/contracts/http/products';
import fc from 'fast-check';
import { fillCategories, fillProducts } from '../catalogue-for-tests.ts';
import { encodeCursor } from '../listing/cursor.ts';
import { writeListings } from '../listing/listing-store.ts';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

const PRODUCTS = 600;

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
  const categories = await fillCategories(products.db);
  await fillProducts(products.db, categories, { first: 0, count: PRODUCTS });
});
after(() => products.stop());

const list = (query = '', headers = {}) =>
  products.call(null, 'GET', `/v1/products${query}`, undefined, headers);

type Page = { items: ProductSummary[]; nextCursor: string | null };

/** All pages of a query; `between` is called after each. */
const follow = async (query: string, between: (page: Page) => Promise<void> = async () => undefined) => {
  const items: ProductSummary[] = [];
  let cursor: string | null = null;
  do {
    const { status, body } = await list(`${query}${cursor === null ? '' : `&cursor=${cursor}`}`);
    assert.equal(status, 200, JSON.stringify(body));
    items.push(...body.items);
    cursor = body.nextCursor;
    await between(body);
  } while (cursor !== null);
  return items;
};
const ids = (items: readonly ProductSummary[]) => items.map(({ productId }) => productId);

const inOrder: Record<string, (one: ProductSummary, other: ProductSummary) => boolean> = {
  name: (a, b) => a.name.toLowerCase() <= b.name.toLowerCase(),
  price: (a, b) => a.price.amountMinor <= b.price.amountMinor,
  '-price': (a, b) => a.price.amountMinor >= b.price.amountMinor,
  newest: () => true,
};

for (const [sort, isOrdered] of Object.entries(inOrder)) {
  test(`following the cursors shows every product once, in the order of ${sort}`, async () => {
    const items = await follow(`?sort=${sort}&limit=83`);
    assert.equal(new Set(ids(items)).size, PRODUCTS);
    assert.equal(items.length, PRODUCTS);
    for (const [index, item] of items.slice(1).entries()) {
      const before = items[index];
      assert.ok(before !== undefined && isOrdered(before, item), `${before?.name} before ${item.name}`);
    }
  });

  test(`a category is listed with all below it, in the order of ${sort}`, async () => {
    for (const category of ['d1', 'd1-c1', 'd1-c1-s1', 'd2-c3']) {
      const { rows: below } = await products.db.query<{ product_id: string }>({
        name: 'products-below',
        text: `
          SELECT product_id FROM product JOIN category USING (category_id)
          WHERE category.slug = $1 OR category.slug LIKE $1 || '-%'`,
        values: [category],
      });
      const items = await follow(`?sort=${sort}&limit=7&category=${category}`);
      assert.deepEqual(ids(items).sort(), below.map(({ product_id }) => product_id).sort());
      assert.ok(items.slice(1).every((item, index) => isOrdered(items[index] ?? item, item)));
    }
  });
}

test('while some products are renamed and repriced, no other is lost or shown twice', async () => {
  const everyone = ids(await follow('?limit=100'));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(inOrder)),
      fc.integer({ min: 20, max: 100 }),
      fc.array(fc.nat({ max: PRODUCTS - 1 }), { minLength: 1, maxLength: 20 }),
      async (sort, limit, picked) => {
        const changed = picked.map((index) => everyone[index] ?? '');
        let left = changed;
        const items = await follow(`?sort=${sort}&limit=${limit}`, async () => {
          const [productId, ...rest] = left;
          left = rest;
          if (productId !== undefined) await change(productId);
        });
        const others = ids(items).filter((id) => !changed.includes(id));
        assert.deepEqual(others.toSorted(), everyone.filter((id) => !changed.includes(id)).toSorted());
      },
    ),
    { numRuns: 15 },
  );
});

const change = (productId: string) =>
  products.db.transaction(async (tx) => {
    await tx.query({
      name: 'rename',
      text: `UPDATE product SET name = reverse(name) WHERE product_id = $1`,
      values: [productId],
    });
    await tx.query({
      name: 'reprice',
      text: `UPDATE variant SET price_minor = 50000 - price_minor % 40000 WHERE product_id = $1`,
      values: [productId],
    });
    await writeListings(tx, [productId]);
  });

test('filters hold for every product of every page', async () => {
  const colour = 'colour%3Dred';
  const red = await follow(`?facet=${colour}&facet=colour%3Dblue&facet=material%3Doak&limit=10`);
  const expected = await products.rows<{ product_id: string }>(
    `SELECT product_id FROM product
     WHERE attributes ->> 'colour' IN ('red', 'blue') AND attributes ->> 'material' = 'oak'`,
  );
  assert.ok(expected.length > 10);
  assert.deepEqual(ids(red).sort(), expected.map(({ product_id }) => product_id).sort());

  const cheap = await follow('?priceFrom=500&priceTo=2000&inStock=true&sort=price&limit=50');
  assert.ok(cheap.length > 10);
  assert.ok(cheap.every(({ price }) => price.amountMinor >= 500 && price.amountMinor <= 2000));
  assert.ok(cheap.every(({ inStock }) => inStock));

  const [one, department] = await Promise.all([
    follow('?category=d1&inStock=true'),
    follow('?category=d1&inStock=false'),
  ]);
  assert.ok(one.length < department.length);
});

test('a category that there isn’t is not found; an empty one is empty', async () => {
  const { status, body } = await list('?category=nowhere');
  assert.equal(status, 404);
  assert.equal(body.code, 'products/no-such-category');
  assert.equal((await list('?category=nowhere&inStock=true')).status, 404);
});

test('a position behind the last product is an empty page', async () => {
  const cursor = encodeCursor('name', { key: '龜', productId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' });
  assert.deepEqual((await list(`?cursor=${cursor}`)).body, { items: [], nextCursor: null });
});

test('a cursor that no listing in this order answered is refused', async () => {
  const ofPrices = (await list('?sort=price&limit=1')).body.nextCursor;
  for (const query of ['?cursor=bm9uZQ', `?cursor=${ofPrices}`, `?sort=newest&cursor=${ofPrices}`]) {
    const { status, body } = await list(query);
    assert.equal(status, 400, query);
    assert.equal(body.code, 'products/invalid-cursor');
  }
});

test('wrong queries are refused', async () => {
  for (const query of [
    '?limit=0',
    '?limit=101',
    '?limit=x',
    '?limit=1.5',
    '?cursor=',
    '?offset=3',
    '?sort=colour',
    '?category=A%20B',
    '?facet=red',
    '?priceFrom=-1',
    '?inStock=perhaps',
  ]) {
    const { status, body } = await list(query);
    assert.equal(status, 400, query);
    assert.equal(body.code, 'request/invalid', query);
  }
  assert.equal((await list('?sort=relevance')).body.code, 'products/no-relevance');
});

test('the listing may be cached, and is not sent again to who has it', async () => {
  const first = await list();
  assert.equal(
    first.headers['cache-control'],
    'public, max-age=5, stale-while-revalidate=30, stale-if-error=600',
  );
  const again = await list('', { 'if-none-match': String(first.headers.etag) });
  assert.equal(again.status, 304);
  assert.equal(again.body, null);
  assert.equal(again.headers.etag, first.headers.etag);
  assert.equal((await list('?limit=2', { 'if-none-match': String(first.headers.etag) })).status, 200);
});
