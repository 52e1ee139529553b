import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { importAll, importRow, type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
  await importAll(products, [importRow(2, 'l1', { name: 'Lantern' }), importRow(3, 'OLD', { name: 'Old' })]);
  await products.db.query({
    name: 'archive',
    text: `UPDATE product SET status = 'archived' WHERE name = 'Old'`,
  });
});
after(() => products.stop());

const read = (idOrSlug: string, headers = {}) =>
  products.call(null, 'GET', `/v1/products/${encodeURIComponent(idOrSlug)}`, undefined, headers);

test('a product is read by its slug and by its id', async () => {
  const bySlug = await read('lantern-l1');
  assert.equal(bySlug.status, 200);
  assert.equal(bySlug.body.name, 'Lantern');
  assert.deepEqual(bySlug.body.variants, [
    { sku: 'L1', price: { amountMinor: 210, currency: 'GBP' }, available: 10 },
  ]);
  const byId = await read(bySlug.body.productId);
  assert.deepEqual(byId.body, bySlug.body);
  assert.deepEqual((await read(bySlug.body.productId.toUpperCase())).body, bySlug.body);
});

test('a product is found by its slug also when that looks like an id', async () => {
  await importAll(products, [importRow(2, '123456789012', { name: '12345678 1234 1234 1234' })]);
  const { status, body } = await read('12345678-1234-1234-1234-123456789012');
  assert.equal(status, 200);
  assert.equal(body.slug, '12345678-1234-1234-1234-123456789012');
});

test('what is not on sale is not found, nor what can be no address of a product', async () => {
  const wrong = ['old-old', 'nothing', '019ab000-0000-7000-8000-000000000000', 'LANTERN-L1', "'; --", '../x'];
  for (const idOrSlug of wrong) {
    const { status, body } = await read(idOrSlug);
    assert.equal(status, 404, idOrSlug);
    assert.equal(body.code, 'products/not-found', idOrSlug);
  }
});

test('a product may be cached, and is sent again only when it changed', async () => {
  const first = await read('lantern-l1');
  assert.match(String(first.headers['cache-control']), /^public, max-age=5,/);
  const tag = String(first.headers.etag);
  assert.equal((await read('lantern-l1', { 'if-none-match': tag })).status, 304);

  await importAll(products, [importRow(2, 'L1', { name: 'Lantern', price: '2.20' })]);
  const changed = await read('lantern-l1', { 'if-none-match': tag });
  assert.equal(changed.status, 200);
  assert.equal(changed.body.variants[0].price.amountMinor, 220);
});
