import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Product } from '@fondaco/contracts/http/products';
import { importAll, importRow, type ProductsUnderTest, startProducts } from '../products-for-tests.ts';
import { encodeCursor } from './cursor.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
  const names = ['lantern', 'Apron', 'BOX', 'apron', 'Zinc', '茶碗', 'old'];
  await importAll(
    products,
    names.map((name, index) => importRow(index + 2, `S${index}`, { name })),
  );
  await products.db.query({
    name: 'archive-old',
    text: `UPDATE product SET status = 'archived' WHERE name = 'old'`,
  });
});
after(() => products.stop());

const list = (query = '', headers = {}) =>
  products.call(null, 'GET', `/v1/products${query}`, undefined, headers);

test('products on sale are listed by name, whatever its case, archived ones are not', async () => {
  const { status, body } = await list();
  assert.equal(status, 200);
  assert.deepEqual(
    body.items.map((item: Product) => item.name.toLowerCase()),
    ['apron', 'apron', 'box', 'lantern', 'zinc', '茶碗'],
  );
  assert.equal(body.nextCursor, null);
  const box = body.items.find((item: Product) => item.name === 'BOX');
  assert.deepEqual(
    { ...box, productId: null, updatedAt: null },
    {
      productId: null,
      slug: 'box-s2',
      name: 'BOX',
      variants: [{ sku: 'S2', price: { amountMinor: 210, currency: 'GBP' }, available: 10 }],
      updatedAt: null,
    },
  );
  assert.equal(new Date(box.updatedAt).toISOString(), box.updatedAt);
});

test('following the cursors shows every product once, also two of the same name', async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const { body } = await list(`?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
    assert.equal(body.items.length, 1);
    seen.push(body.items[0].slug);
    cursor = body.nextCursor;
  } while (cursor !== null);
  assert.equal(seen.length, 6);
  assert.equal(new Set(seen).size, 6);
});

test('a position behind the last product is an empty page', async () => {
  const cursor = encodeCursor({ sortName: '龜', productId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' });
  assert.deepEqual((await list(`?cursor=${cursor}`)).body, { items: [], nextCursor: null });
});

test('a cursor that no listing answered is refused', async () => {
  const { status, body } = await list('?cursor=bm9uZQ');
  assert.equal(status, 400);
  assert.equal(body.code, 'products/invalid-cursor');
});

test('wrong queries are refused', async () => {
  for (const query of ['?limit=0', '?limit=101', '?limit=x', '?limit=1.5', '?cursor=', '?offset=3']) {
    const { status, body } = await list(query);
    assert.equal(status, 400, query);
    assert.equal(body.code, 'request/invalid', query);
  }
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
