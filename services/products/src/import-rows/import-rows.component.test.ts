import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ImportRow } from '@fondaco/contracts/http/products';
import { importRow, type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
});
after(() => products.stop());

const begin = async (setStock = false): Promise<string> => {
  const { status, body } = await products.operate('POST', '/v1/products/imports', { setStock });
  assert.equal(status, 201);
  assert.equal(body.setStock, setStock);
  return body.importId;
};
const send = (importId: string, rows: readonly unknown[]) =>
  products.operate('POST', `/v1/products/imports/${importId}/rows`, { rows });
const sendAll = async (rows: readonly ImportRow[], setStock = false) =>
  (await send(await begin(setStock), rows)).body;

const stockOf = async (sku: string) => (await products.operate('GET', `/v1/stock/${sku}`)).body;
const eventsOf = async (sku: string) =>
  (await products.events()).filter(({ data }) => data.variants?.[0]?.sku === sku).map(({ data }) => data);
/** Everything that an import may change, for comparing before and after. */
const catalogue = () =>
  products.rows(`
    SELECT sku, slug, name, version, updated_at, price_minor, currency, on_hand, reserved,
      (SELECT count(*) FROM stock_movement) AS movements, (SELECT count(*) FROM messaging.outbox) AS events
    FROM variant JOIN product USING (product_id) JOIN stock USING (sku) ORDER BY sku`);

test('a new SKU becomes a product with its stock, and a snapshot of it is published', async () => {
  const result = await sendAll([importRow(2, 'new-1', { name: ' Crème jug ', price: '3.5', stock: '12' })]);
  assert.deepEqual(result, { accepted: 1, rejected: [] });

  const { body } = await products.call(null, 'GET', '/v1/products/creme-jug-new-1');
  assert.equal(body.name, 'Crème jug');
  assert.deepEqual(body.variants, [
    { sku: 'NEW-1', price: { amountMinor: 350, currency: 'GBP' }, available: 12 },
  ]);
  assert.deepEqual(await stockOf('NEW-1'), { sku: 'NEW-1', onHand: 12, reserved: 0, available: 12 });
  assert.deepEqual(await eventsOf('NEW-1'), [
    {
      productId: body.productId,
      version: 1,
      slug: 'creme-jug-new-1',
      name: 'Crème jug',
      status: 'active',
      variants: [{ sku: 'NEW-1', price: { amountMinor: 350, currency: 'GBP' } }],
    },
  ]);
});

test('bad rows are named by line and reason, and do not keep the good ones out', async () => {
  const result = await sendAll([
    importRow(2, 'MIX-1'),
    importRow(3, 'BANK CHARGES'),
    importRow(4, 'MIX-2', { name: '  ' }),
    importRow(6, 'MIX-3', { price: '0' }),
    importRow(7, 'MIX-4', { price: '0.001' }),
    importRow(8, 'mix-1', { name: 'the same in lower case' }),
    importRow(9, 'MIX-5', { name: 'control \u0001 character' }),
  ]);
  assert.deepEqual(result, {
    accepted: 2,
    rejected: [
      { line: 3, reason: 'invalid-sku' },
      { line: 4, reason: 'empty-name' },
      { line: 6, reason: 'price-not-positive' },
      { line: 7, reason: 'price-below-minor-unit' },
      { line: 8, reason: 'duplicate-sku' },
    ],
  });
  assert.equal((await eventsOf('MIX-1'))[0].name, 'Product MIX-1');
  assert.equal((await stockOf('MIX-3')).code, 'products/unknown-sku');
});

test('the first good row of a SKU wins, also over a later batch, and a bad row takes nothing', async () => {
  const importId = await begin();
  await send(importId, [importRow(2, 'FIRST', { price: '-1' }), importRow(3, 'FIRST', { price: '3' })]);
  const later = await send(importId, [importRow(4, 'first', { price: '4' })]);
  assert.deepEqual(later.body, { accepted: 0, rejected: [{ line: 4, reason: 'duplicate-sku' }] });
  assert.equal((await eventsOf('FIRST')).length, 1);
  assert.equal((await eventsOf('FIRST'))[0].variants[0].price.amountMinor, 300);
});

test('the same batch sent again gets the same answer and changes nothing', async () => {
  const importId = await begin(true);
  const rows = [
    importRow(2, 'AGAIN-1'),
    importRow(3, 'AGAIN-2', { name: '' }),
    importRow(4, 'again-1'),
    importRow(5, 'AGAIN-3'),
  ];
  const first = await send(importId, rows);
  const before = await catalogue();
  assert.deepEqual((await send(importId, rows)).body, first.body);
  assert.deepEqual(await catalogue(), before);
});

test('the same batch sent several times at once is taken once', async () => {
  const importId = await begin();
  const rows = [importRow(2, 'ONCE-1'), importRow(3, 'once-1'), importRow(4, 'ONCE-2')];
  const answers = await Promise.all(Array.from({ length: 6 }, () => send(importId, rows)));
  for (const { body } of answers) {
    assert.deepEqual(body, { accepted: 2, rejected: [{ line: 3, reason: 'duplicate-sku' }] });
  }
  assert.equal((await eventsOf('ONCE-1')).length, 1);
});

for (const setStock of [false, true]) {
  test(`importing everything once more ${setStock ? 'with' : 'without'} setting stock changes nothing`, async () => {
    const rows = [
      importRow(2, 'TWICE-1'),
      importRow(3, 'TWICE-2', { name: 'HALF \ud83d' }),
      importRow(4, 'twice-1'),
    ];
    const first = await sendAll(rows, setStock);
    const before = await catalogue();
    assert.deepEqual(await sendAll(rows, setStock), first);
    assert.deepEqual(await catalogue(), before);
  });
}

test('another name or price of a known SKU is a new version under the same address', async () => {
  await sendAll([importRow(2, 'CHANGE', { name: 'Old name' })]);
  await sendAll([importRow(2, 'CHANGE', { name: 'New name' })]);
  await sendAll([importRow(2, 'CHANGE', { name: 'New name', price: '150', currency: 'JPY' })]);
  const events = await eventsOf('CHANGE');
  assert.deepEqual(
    events.map(({ version, name, slug, variants }) => [version, name, slug, variants[0].price]),
    [
      [1, 'Old name', 'old-name-change', { amountMinor: 210, currency: 'GBP' }],
      [2, 'New name', 'old-name-change', { amountMinor: 210, currency: 'GBP' }],
      [3, 'New name', 'old-name-change', { amountMinor: 150, currency: 'JPY' }],
    ],
  );
});

test('stock of a known SKU is left alone unless the import says that it is to be set', async () => {
  await sendAll([importRow(2, 'STOCK', { stock: '10' })]);
  await sendAll([importRow(2, 'STOCK', { stock: '99' })]);
  assert.equal((await stockOf('STOCK')).onHand, 10);

  await sendAll([importRow(2, 'STOCK', { stock: '7' })], true);
  assert.equal((await stockOf('STOCK')).onHand, 7);
  assert.equal((await eventsOf('STOCK')).length, 1);
  assert.deepEqual(
    await products.rows(`SELECT on_hand_delta FROM stock_movement WHERE sku = 'STOCK' ORDER BY movement_id`),
    [{ on_hand_delta: 10 }, { on_hand_delta: -3 }],
  );
});

test('stock is never set below what is reserved', async () => {
  await sendAll([importRow(2, 'PROMISED', { stock: '10' })]);
  await products.rows(`UPDATE stock SET reserved = 6 WHERE sku = 'PROMISED'`);
  await sendAll([importRow(2, 'PROMISED', { stock: '2' })], true);
  assert.deepEqual(await stockOf('PROMISED'), { sku: 'PROMISED', onHand: 6, reserved: 6, available: 0 });
});

test('products whose slugs would be the same get different ones', async () => {
  await sendAll([
    importRow(2, 'C', { name: 'same b' }),
    importRow(3, 'B-C', { name: 'same' }),
    importRow(4, 'A-B-C', { name: 'same' }),
  ]);
  await sendAll([importRow(2, 'X-A-B-C', { name: 'same' }), importRow(3, 'B-C2', { name: 'same x-a' })]);
  const slugs = await products.rows<{ slug: string }>(`SELECT slug FROM product WHERE slug LIKE 'same-%'`);
  assert.equal(slugs.length, 5);
  assert.ok(slugs.some(({ slug }) => slug === 'same-b-c'));
  assert.ok(slugs.some(({ slug }) => /^same-b-c-[0-9a-f]{12}$/.test(slug)));
});

test('imports of the same SKUs at the same time, in opposite orders, all succeed and make each product once', async () => {
  const skus = Array.from({ length: 60 }, (_, index) => `RACE-${index}`);
  const answers = await Promise.all(
    Array.from({ length: 8 }, async (_, round) => {
      const ordered = round % 2 === 0 ? skus : [...skus].reverse();
      return sendAll(
        ordered.map((sku, index) => importRow(index + 2, sku, { price: `${round + 1}`, stock: `${round}` })),
        true,
      );
    }),
  );
  for (const answer of answers) assert.deepEqual(answer, { accepted: 60, rejected: [] });
  const [made] = await products.rows<{ products: number; orphans: number }>(`
    SELECT count(*) AS products,
      (SELECT count(*) FROM product WHERE NOT EXISTS (SELECT FROM variant WHERE variant.product_id = product.product_id)) AS orphans
    FROM product WHERE slug LIKE '%-race-%'`);
  assert.deepEqual(made, { products: 60, orphans: 0 });
  // Every version was published, in order.
  for (const sku of ['RACE-0', 'RACE-59']) {
    const events = await eventsOf(sku);
    assert.deepEqual(
      events.map(({ version }) => version),
      events.map((_, index) => index + 1),
    );
  }
});

test('the ledger adds up to the stock', async () => {
  assert.deepEqual(
    await products.rows(`
      SELECT sku FROM stock LEFT JOIN stock_movement USING (sku)
      GROUP BY sku HAVING on_hand <> coalesce(sum(on_hand_delta), 0) AND sku <> 'PROMISED'`),
    [],
  );
});

test('what became of the rows is counted', async () => {
  const counts = async () =>
    Promise.all(
      ['added', 'changed', 'unchanged', 'rejected'].map((outcome) =>
        products.counted('products_imported_rows_total', { outcome }),
      ),
    );
  await sendAll([importRow(2, 'COUNT-1'), importRow(3, 'COUNT-2')]);
  const before = await counts();
  await sendAll([
    importRow(2, 'COUNT-1'),
    importRow(3, 'COUNT-2', { price: '9' }),
    importRow(4, 'COUNT-3'),
    importRow(5, ''),
  ]);
  const after = await counts();
  assert.deepEqual(
    after.map((count, index) => count - (before[index] ?? 0)),
    [1, 1, 1, 1],
  );
});

test('batches for no import, or that are not in order, are refused', async () => {
  const unknown = await send('019ab000-0000-7000-8000-000000000000', [importRow(2, 'A')]);
  assert.equal(unknown.status, 404);
  assert.equal(unknown.body.code, 'products/import-not-found');

  const importId = await begin();
  for (const lines of [
    [3, 2],
    [2, 2],
  ]) {
    const { status, body } = await send(
      importId,
      lines.map((line) => importRow(line, `ORDER-${line}`)),
    );
    assert.equal(status, 400);
    assert.equal(body.code, 'products/lines-out-of-order');
  }
});

test('wrong bodies are refused and leave nothing behind', async () => {
  const importId = await begin();
  const before = await catalogue();
  const good = importRow(2, 'WRONG');
  const wrong = [
    [],
    [{ ...good, line: 0 }],
    [{ ...good, line: '2' }],
    [{ ...good, price: 2.1 }],
    [{ ...good, stock: null }],
    [{ ...good, colour: 'red' }],
    [good, { line: 3 }],
    Array.from({ length: 1001 }, (_, index) => importRow(index + 1, `W${index}`)),
  ];
  for (const rows of wrong) assert.equal((await send(importId, rows)).body.code, 'request/invalid');
  const path = `/v1/products/imports/${importId}/rows`;
  assert.equal((await products.operate('POST', path, '{"rows":[')).body.code, 'request/malformed-json');
  const huge = await products.operate('POST', path, { rows: [{ ...good, name: 'x'.repeat(10_000_000) }] });
  assert.equal(huge.status, 413);
  assert.equal((await products.operate('POST', '/v1/products/imports/x/rows', { rows: [good] })).status, 400);
  assert.equal((await products.operate('POST', '/v1/products/imports', { setStock: 'yes' })).status, 400);
  assert.equal((await products.operate('POST', '/v1/products/imports', {})).status, 400);
  assert.deepEqual(await catalogue(), before);
});
