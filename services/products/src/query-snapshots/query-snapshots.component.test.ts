import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { importAll, importRow, type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
  await importAll(products, [importRow(2, 'A1'), importRow(3, 'B2'), importRow(4, 'C3')]);
  await products.db.query({
    name: 'archive',
    text: `UPDATE product SET status = 'archived' WHERE slug LIKE '%b2'`,
  });
});
after(() => products.stop());

const query = async (body: unknown) =>
  products.call(await products.tokens.serviceToken('orders'), 'POST', '/v1/product-snapshots/query', body);

test('products are looked up by SKU in any case, archived ones too, and unknown SKUs are named', async () => {
  const { status, body } = await query({ skus: ['a1', 'A1', 'B2', 'none', 'NONE'] });
  assert.equal(status, 200);
  assert.deepEqual(body.unknown, ['NONE']);
  const [first, second] = body.snapshots;
  assert.equal(body.snapshots.length, 2);
  assert.deepEqual(
    { ...first, productId: null },
    {
      productId: null,
      version: 1,
      slug: 'product-a1-a1',
      name: 'Product A1',
      status: 'active',
      variants: [{ sku: 'A1', price: { amountMinor: 210, currency: 'GBP' } }],
    },
  );
  assert.equal(second.status, 'archived');
});

test('a snapshot is the same as the event of its version', async () => {
  const { body } = await query({ skus: ['A1'] });
  const events = await products.events();
  assert.deepEqual(
    body.snapshots[0],
    events.find((event) => event.data.productId === body.snapshots[0].productId)?.data,
  );
});

test('wrong questions are refused', async () => {
  const tooMany = Array.from({ length: 501 }, (_, index) => `S${index}`);
  for (const body of [
    { skus: [] },
    { skus: [' '] },
    { skus: [1] },
    { skus: 'A' },
    {},
    { skus: ['A'], x: 1 },
    { skus: tooMany },
  ]) {
    assert.equal((await query(body)).body.code, 'request/invalid', JSON.stringify(body).slice(0, 40));
  }
});
