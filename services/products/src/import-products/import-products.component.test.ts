import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createMetrics } from '@fondaco/chassis/service';
import { eventually, silentLog } from '@fondaco/chassis/testing';
import { readConfig } from '../config.ts';
import { importing } from '../import-for-tests.ts';
import { updateAvailability } from '../listing/listing-store.ts';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';
import { createProducts } from '../service.ts';
import { lockStock } from '../stock/stock-store.ts';

let products: ProductsUnderTest;
let { csv, stockOf, eventsOf, catalogue } = {} as ReturnType<typeof importing>;
before(async () => {
  products = await startProducts();
  ({ csv, stockOf, eventsOf, catalogue } = importing(products));
});
after(() => products.stop());

/** Another replica: it takes imports too, so that several are under way at once. */
const startWorker = async ({ databaseUrl, imageFolder }: ProductsUnderTest) => {
  const config = readConfig({
    INSTANCE: 'products-2',
    HTTP_PORT: '1',
    MANAGEMENT_PORT: '2',
    USERS_URL: 'http://127.0.0.1:1',
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: '127.0.0.1:1',
    CONSUMER_GROUPS: '{"products.reservations":{"topics":["orders.order"],"start":"earliest"}}',
    IMAGE_STORAGE: 'folder',
    IMAGE_FOLDER: imageFolder,
  });
  const metrics = createMetrics();
  const { identity } = products.tokens;
  const service = await createProducts({ config, log: silentLog(), metrics, identity });
  const work = service.background.find(({ name }) => name === 'products.imports');
  assert.ok(work);
  await work.start();
  return {
    stop: async () => {
      await work.stop();
      await service.http.close();
      await service.close();
    },
  };
};

const HEAD = 'sku,name,price,currency,stock';
const row = (
  sku: string,
  change: { name?: string; price?: string; currency?: string; stock?: string } = {},
) =>
  [
    sku,
    change.name ?? `Product ${sku}`,
    change.price ?? '2.10',
    change.currency ?? 'GBP',
    change.stock ?? '10',
  ].join(',');

test('a new SKU becomes a product with its stock, and a snapshot of it is published', async () => {
  const result = await csv([HEAD, row('new-1', { name: ' Crème jug ', price: '3.5', stock: '12' })]);
  assert.deepEqual([result.state, result.rows, result.accepted, result.added], ['done', 1, 1, 1]);
  assert.deepEqual(result.rejected, {});
  assert.deepEqual(await stockOf('NEW-1'), { sku: 'NEW-1', onHand: 12, reserved: 0, available: 12 });
  const [product] = await products.rows<{ product_id: string }>(
    `SELECT product_id FROM listing JOIN product USING (product_id) WHERE slug = 'creme-jug-new-1' AND in_stock`,
  );
  assert.deepEqual(await eventsOf('NEW-1'), [
    {
      productId: product?.product_id,
      version: 1,
      slug: 'creme-jug-new-1',
      name: 'Crème jug',
      status: 'active',
      variants: [{ sku: 'NEW-1', price: { amountMinor: 350, currency: 'GBP' } }],
    },
  ]);
});

test('bad rows are named by line, reason and column, and do not keep the good ones out', async () => {
  const result = await csv([
    HEAD,
    row('MIX-1'),
    row('MIX 2'),
    row('MIX-2', { name: '' }),
    row('MIX-3', { price: '0' }),
    row('MIX-3', { price: '0.001' }),
    row('mix-1'),
    row('MIX-4', { stock: 'many' }),
    `${row('MIX-5')},more`,
    '',
    row('MIX-6'),
  ]);
  assert.deepEqual([result.rows, result.accepted], [9, 2]);
  assert.deepEqual(result.refused, [
    { line: 3, reason: 'invalid-sku', column: 'sku' },
    { line: 4, reason: 'empty-name', column: 'name' },
    { line: 5, reason: 'price-not-positive', column: 'price' },
    { line: 6, reason: 'price-below-minor-unit', column: 'price' },
    { line: 7, reason: 'duplicate-sku', column: 'sku' },
    { line: 8, reason: 'invalid-stock', column: 'stock' },
    { line: 9, reason: 'too-many-fields', column: null },
  ]);
  assert.equal(result.rejected['duplicate-sku'], 1);
  assert.equal((await stockOf('MIX-3')).code, 'products/unknown-sku');
});

test('the first good row of a SKU wins, also over one that is a thousand rows below', async () => {
  const filler = Array.from({ length: 1_200 }, (_, index) => row(`FILL-${index}`));
  const result = await csv([
    HEAD,
    row('FIRST', { price: '-1' }),
    row('FIRST', { price: '3' }),
    ...filler,
    row('first', { price: '4' }),
  ]);
  assert.equal(result.accepted, 1_201);
  assert.deepEqual(result.rejected, { 'price-not-positive': 1, 'duplicate-sku': 1 });
  assert.deepEqual(
    (await eventsOf('FIRST')).map(({ variants }) => variants[0].price.amountMinor),
    [300],
  );
});

for (const setStock of [false, true]) {
  test(`importing everything once more ${setStock ? 'with' : 'without'} setting stock changes nothing`, async () => {
    const lines = [
      `${HEAD},product,category,description,attribute:material,option:size`,
      `${row('TWICE-1')},twice,Home > Lamps,"Of ""oak""\nin two lines",oak,S`,
      `${row('TWICE-2', { name: 'Product TWICE-1' })},twice,Home > Lamps,"Of ""oak""\nin two lines",oak,M`,
      `${row('TWICE-3')},,Home,,,`,
      `${row('twice-1')},twice,,,,`,
    ];
    const first = await csv(lines, { setStock });
    const before = await catalogue();
    const again = await csv(lines, { setStock });
    assert.deepEqual([again.rejected, again.accepted], [first.rejected, first.accepted]);
    assert.deepEqual([again.added, again.changed, again.unchanged], [0, 0, 3]);
    assert.deepEqual(await catalogue(), before);
  });
}

test('variants of one product stand in one product, in categories that are made when they are missing', async () => {
  await csv([
    `${HEAD},product,category,attribute:material,option:colour`,
    `LAMP-R,Lamp,10,GBP,1,lamp,Living room > Lamps,oak,red`,
    `LAMP-B,Lamp,11,GBP,0,lamp,Living room > Lamps,oak,blue`,
    `SHADE,Shade,1,GBP,0,,Kitchen > Lamps,,`,
  ]);
  assert.deepEqual(
    await products.rows(`
      SELECT sku, product.slug, options, variant.position, attributes, category.slug AS category, parent.name AS above,
        department_slug.slug AS department
      FROM variant JOIN product USING (product_id) JOIN category USING (category_id)
        JOIN category AS parent ON parent.category_id = category.parent_id
        JOIN category AS department_slug ON department_slug.category_id = category.department_id
      WHERE sku IN ('LAMP-R', 'LAMP-B', 'SHADE') ORDER BY product.slug, variant.position`),
    [
      {
        sku: 'LAMP-R',
        slug: 'lamp',
        options: { colour: 'red' },
        position: 0,
        attributes: { material: 'oak' },
        category: 'living-room-lamps',
        above: 'Living room',
        department: 'living-room',
      },
      {
        sku: 'LAMP-B',
        slug: 'lamp',
        options: { colour: 'blue' },
        position: 1,
        attributes: { material: 'oak' },
        category: 'living-room-lamps',
        above: 'Living room',
        department: 'living-room',
      },
      {
        sku: 'SHADE',
        slug: 'shade-shade',
        options: {},
        position: 0,
        attributes: {},
        category: 'kitchen-lamps',
        above: 'Kitchen',
        department: 'kitchen',
      },
    ],
  );
  const [event] = await eventsOf('LAMP-B');
  assert.deepEqual(
    event.variants.map(({ sku }: { sku: string }) => sku),
    ['LAMP-B', 'LAMP-R'],
  );
});

test('a row that names the address that a product had before finds the product, so long as no other one has it', async () => {
  await csv([`${HEAD},product`, `FORMER-1,Desk,10,GBP,1,desk`, `FORMER-2,Shelf,10,GBP,1,shelf`]);
  await products.rows(`
    INSERT INTO former_slug (slug, product_id)
    SELECT former, product_id FROM unnest(ARRAY['old-desk', 'shelf']) AS former, product WHERE product.slug = 'desk'`);
  const result = await csv([
    `${HEAD},product`,
    `FORMER-3,Desk,11,GBP,1,old-desk`,
    `FORMER-4,Shelf,11,GBP,1,shelf`,
  ]);
  assert.deepEqual([result.added, result.rejected], [2, {}]);
  assert.deepEqual(
    await products.rows(
      `SELECT sku, slug FROM variant JOIN product USING (product_id) WHERE sku LIKE 'FORMER-%' ORDER BY sku`,
    ),
    [
      { sku: 'FORMER-1', slug: 'desk' },
      { sku: 'FORMER-2', slug: 'shelf' },
      { sku: 'FORMER-3', slug: 'desk' },
      { sku: 'FORMER-4', slug: 'shelf' },
    ],
  );
});

test('rows that say different things about one product, or move a SKU to another one, are refused', async () => {
  const result = await csv([
    `${HEAD},product,status`,
    `SAME-1,Chair,10,GBP,1,chair,`,
    `SAME-2,Stool,10,GBP,1,chair,`,
    `SAME-3,Chair,10,GBP,1,chair,archived`,
    `SAME-4,Chair,10,GBP,1,chair,active`,
    `SAME-5,Table,10,GBP,1,not a slug,`,
    `SAME-6,Table,10,GBP,1,export,`,
    `SAME-7,Table,10,GBP,1,table,sold`,
  ]);
  assert.deepEqual(result.refused, [
    { line: 3, reason: 'product-differs', column: 'name' },
    { line: 4, reason: 'product-differs', column: 'status' },
    { line: 6, reason: 'invalid-product', column: 'product' },
    { line: 7, reason: 'invalid-product', column: 'product' },
    { line: 8, reason: 'invalid-status', column: 'status' },
  ]);
  const moved = await csv([`${HEAD},product`, `SAME-1,Chair,10,GBP,1,another-chair`]);
  assert.deepEqual(moved.refused, [{ line: 2, reason: 'sku-of-another-product', column: 'product' }]);
});

test('another name or price of a known SKU is a new version under the same address, and its price is recorded', async () => {
  await csv([HEAD, row('CHANGE', { name: 'Old name' })]);
  await csv([HEAD, row('CHANGE', { name: 'New name' })]);
  await csv([HEAD, row('CHANGE', { name: 'New name', price: '150', currency: 'JPY' })]);
  assert.deepEqual(
    (await eventsOf('CHANGE')).map(({ version, name, slug, variants }) => [
      version,
      name,
      slug,
      variants[0].price,
    ]),
    [
      [1, 'Old name', 'old-name-change', { amountMinor: 210, currency: 'GBP' }],
      [2, 'New name', 'old-name-change', { amountMinor: 210, currency: 'GBP' }],
      [3, 'New name', 'old-name-change', { amountMinor: 150, currency: 'JPY' }],
    ],
  );
  assert.deepEqual(
    await products.rows(
      `SELECT from_minor, from_currency, to_minor, to_currency, cause, changed_by FROM price_change WHERE sku = 'CHANGE'`,
    ),
    [
      {
        from_minor: 210,
        from_currency: 'GBP',
        to_minor: 150,
        to_currency: 'JPY',
        cause: 'import',
        changed_by: 'service:operator',
      },
    ],
  );
});

test('a draft is not spoken of until it is active', async () => {
  await csv([`${HEAD},status`, `${row('DRAFT')},draft`]);
  assert.deepEqual(await eventsOf('DRAFT'), []);
  await csv([`${HEAD},status`, `${row('DRAFT')},active`]);
  await csv([`${HEAD},status`, `${row('DRAFT')},`]);
  await csv([`${HEAD},status`, `${row('DRAFT')},archived`]);
  assert.deepEqual(
    (await eventsOf('DRAFT')).map(({ version, status }) => [version, status]),
    [
      [2, 'active'],
      [3, 'archived'],
    ],
  );
  assert.deepEqual(
    await products.rows(`SELECT FROM listing JOIN variant USING (product_id) WHERE sku = 'DRAFT'`),
    [],
  );
});

test('stock of a known SKU is left alone unless the import says that it is to be set', async () => {
  await csv([HEAD, row('STOCK', { stock: '10' })]);
  await csv([HEAD, row('STOCK', { stock: '99' })]);
  assert.equal((await stockOf('STOCK')).onHand, 10);

  await csv([HEAD, row('STOCK', { stock: '7' })], { setStock: true });
  assert.equal((await stockOf('STOCK')).onHand, 7);
  assert.equal((await eventsOf('STOCK')).length, 1);
  assert.deepEqual(
    await products.rows(
      `SELECT on_hand_delta, reason FROM stock_movement WHERE sku = 'STOCK' ORDER BY movement_id`,
    ),
    [
      { on_hand_delta: 10, reason: 'import' },
      { on_hand_delta: -3, reason: 'import' },
    ],
  );
  await csv([HEAD, row('STOCK', { stock: '0' })], { setStock: true });
  await csv([HEAD, row('STOCK', { stock: '8' })], { setStock: true });
  const told = (await products.events()).filter(({ data }) => data.sku === 'STOCK').map(({ type }) => type);
  assert.deepEqual(told, ['products.stock.low.v1', 'products.stock.back.v1']);
});

test('products whose slugs would be the same get different ones', async () => {
  await csv([HEAD, 'C,same b,1,GBP,1', 'B-C,same,1,GBP,1', 'A-B-C,same,1,GBP,1']);
  await csv([HEAD, 'X-A-B-C,same,1,GBP,1', 'B-C2,same x-a,1,GBP,1']);
  const slugs = await products.rows<{ slug: string }>(`SELECT slug FROM product WHERE slug LIKE 'same-%'`);
  assert.equal(slugs.length, 5);
  assert.ok(slugs.some(({ slug }) => slug === 'same-b-c'));
  assert.ok(slugs.some(({ slug }) => /^same-b-c-[0-9a-f]{12}$/.test(slug)));
});

test('imports of the same SKUs at the same time, in opposite orders, beside edits and orders, all succeed', async () => {
  const skus = Array.from({ length: 60 }, (_, index) => `RACE-${index}`);
  await csv([HEAD, ...skus.slice(0, 30).map((sku) => row(sku))]);
  const other = await startWorker(products);
  const files = Array.from({ length: 8 }, (_, round) => {
    const ordered = round % 2 === 0 ? skus : skus.toReversed();
    return [HEAD, ...ordered.map((sku) => row(sku, { price: `${round + 1}`, stock: `${round}` }))];
  });
  const setOff = AbortSignal.timeout(60_000);
  let over = false;
  const orders = (async () => {
    for (let n = 0; !over && !setOff.aborted; n++) {
      const some = [skus[n % 30], skus[(n * 7 + 3) % 30]].toSorted();
      await products.db.transaction(async (tx) => {
        await lockStock(tx, some as string[]);
        await updateAvailability(tx, some as string[]);
      });
    }
  })();
  const ended = await Promise.all(files.map((file) => csv(file, { setStock: true })));
  over = true;
  await orders;
  await other.stop();
  for (const { accepted, rejected } of ended) assert.deepEqual([accepted, rejected], [60, {}]);
  const [made] = await products.rows(`
    SELECT count(*) AS products,
      (SELECT count(*) FROM product WHERE NOT EXISTS (SELECT FROM variant WHERE variant.product_id = product.product_id)) AS orphans,
      (SELECT sum(setbacks) FROM product_import) AS setbacks
    FROM product WHERE slug LIKE '%-race-%'`);
  assert.deepEqual(made, { products: 60, orphans: 0, setbacks: 0 });
  // Every version was published, in order.
  for (const sku of ['RACE-0', 'RACE-59']) {
    const events = (await eventsOf(sku)).filter(({ version }) => version !== undefined);
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
      GROUP BY sku HAVING on_hand <> coalesce(sum(on_hand_delta), 0)`),
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
  await csv([HEAD, row('COUNT-1'), row('COUNT-2')]);
  const before = await counts();
  await csv([HEAD, row('COUNT-1'), row('COUNT-2', { price: '9' }), row('COUNT-3'), row('')]);
  const after = await counts();
  assert.deepEqual(
    after.map((count, index) => count - (before[index] ?? 0)),
    [1, 1, 1, 1],
  );
});

test('HTML and SQL in a name are text', async () => {
  const name = `<script>alert(1)</script>'); DROP TABLE product; --`;
  await csv([HEAD, row('TEXT', { name })]);
  assert.equal((await eventsOf('TEXT'))[0].name, name);
});

test('what only a running import needs is gone when it has ended', async () => {
  await eventually(async () =>
    assert.deepEqual(
      await products.rows(`SELECT FROM product_import_part UNION ALL SELECT FROM product_import_sku`),
      [],
    ),
  );
});
