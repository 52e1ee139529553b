import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Editing, editing, gbp } from '../editing-for-tests.ts';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
let staff: Editing;
before(async () => {
  products = await startProducts();
  staff = await editing(products);
});
after(() => products.stop());

const variant = (sku: string, amountMinor = 210) => ({ sku, price: gbp(amountMinor) });

test('a new product is a draft that only staff see, and nobody is told of', async () => {
  const home = await staff.category('Home');
  const image = await staff.image('a');
  const created = await staff.create({
    name: ' Crème lamp ',
    description: 'One\r\ntwo\u0007',
    categoryId: home.categoryId.toUpperCase(),
    attributes: { material: 'oak' },
    variants: [
      { ...variant('b-2'), options: { colour: 'red' } },
      { ...variant('b-1', 250), options: { colour: 'blue' } },
    ],
    images: [{ imageId: image, alt: 'A lamp' }],
  });
  assert.equal(created.status, 201);
  assert.equal(created.headers.etag, '"1"');
  const { productId, createdAt, updatedAt, ...product } = created.body;
  assert.deepEqual(product, {
    version: 1,
    status: 'draft',
    slug: 'creme-lamp',
    name: 'Crème lamp',
    description: 'One\ntwo ',
    categoryId: home.categoryId,
    attributes: { material: 'oak' },
    variants: [
      { sku: 'B-2', price: gbp(210), options: { colour: 'red' }, retired: false, onHand: 0, reserved: 0 },
      { sku: 'B-1', price: gbp(250), options: { colour: 'blue' }, retired: false, onHand: 0, reserved: 0 },
    ],
    images: [{ imageId: image, alt: 'A lamp' }],
    scheduledPrices: [],
  });
  assert.equal(createdAt, updatedAt);

  const record = await staff.call('GET', String(created.headers.location));
  assert.deepEqual(record.body, created.body);
  assert.equal(record.headers.etag, '"1"');
  assert.equal(record.headers['cache-control'], 'no-store');
  for (const address of [productId, 'creme-lamp'])
    assert.equal((await products.call(null, 'GET', `/v1/products/${address}`)).status, 404);
  assert.deepEqual(await staff.snapshots(productId), []);
  assert.equal(await staff.listing(productId), null);
  assert.deepEqual(await products.rows('SELECT sku FROM price_change'), []);
});

test('a slug that is left out is made distinct, one that was asked for must be free', async () => {
  const first = await staff.create({ name: 'Twin', variants: [] });
  const second = await staff.create({ name: 'twin!', variants: [] });
  assert.equal(first.body.slug, 'twin');
  assert.match(second.body.slug, /^twin-[0-9a-f]{12}$/);
  const third = await staff.create({ name: 'Other', slug: 'twin', variants: [] });
  assert.equal(third.status, 409);
  assert.equal(third.body.code, 'products/slug-taken');
});

test('no product gets the address of a search', async () => {
  assert.match((await staff.create({ name: 'Search', variants: [] })).body.slug, /^search-/);
  const asked = await staff.create({ name: 'X', slug: 'suggestions', variants: [] });
  assert.equal(asked.body.code, 'products/slug-taken');
});

test('what cannot be is refused with what is wrong, and nothing of it is stored', async () => {
  await staff.create({ name: 'Owner', variants: [variant('TAKEN')] });
  const stored = () => products.rows('SELECT product_id FROM product');
  const before = await stored();
  const base = { name: 'Wrong', variants: [variant('W-1')] };
  const id = '019ab000-0000-7000-8000-000000000000';
  for (const [change, status, code] of [
    [{ name: '   ' }, 422, 'products/name-missing'],
    [{ variants: [variant('W-1'), variant('w-1')] }, 422, 'products/duplicate-sku'],
    [{ variants: [variant('W-1', 0)] }, 422, 'products/invalid-price'],
    [
      { variants: [{ sku: 'W-1', price: { amountMinor: 1, currency: 'ZZZ' } }] },
      422,
      'products/invalid-price',
    ],
    [{ variants: [variant('W-1'), variant('taken')] }, 409, 'products/sku-taken'],
    [{ categoryId: id }, 422, 'products/unknown-category'],
    [{ images: [{ imageId: 'e'.repeat(64), alt: '' }] }, 422, 'products/unknown-image'],
    [{ attributes: { 'a=b': 'c' } }, 400, 'request/invalid'],
    [{ attributes: { a: 1 } as never }, 400, 'request/invalid'],
    [{ attributes: { 'a\u0007': 'b' } }, 400, 'request/invalid'],
    [{ attributes: { a: '\u0000' } }, 400, 'request/malformed'],
    [{ name: 'two\nlines' }, 400, 'request/invalid'],
    [{ slug: 'No Slug' }, 400, 'request/invalid'],
    [{ status: 'active' }, 400, 'request/invalid'],
  ] as const) {
    const answer = await staff.create({ ...base, ...change } as never);
    assert.equal(answer.status, status, JSON.stringify([change, answer.body]));
    assert.equal(answer.body.code, code, JSON.stringify(change));
  }
  assert.deepEqual(await stored(), before);
  assert.deepEqual(await products.rows(`SELECT sku FROM variant WHERE sku = 'W-1'`), []);
});

test('HTML and SQL come back as the text that they are', async () => {
  const text = `<script>alert(1)</script>'; DROP TABLE product; -- %_\\"`;
  const product = await staff.sell({
    name: text,
    description: text,
    attributes: { "'; --": text.slice(0, 40) },
    variants: [{ ...variant('TEXT-1'), options: { '<b>': '</b>' } }],
    images: [{ imageId: await staff.image('b'), alt: text }],
  });
  const { body } = await products.call(null, 'GET', `/v1/products/${product.slug}`);
  assert.equal(body.name, text);
  assert.equal(body.description, text);
  assert.deepEqual(body.attributes, { "'; --": text.slice(0, 40) });
  assert.deepEqual(body.variants[0].options, { '<b>': '</b>' });
  assert.equal(body.pictures[0].alt, text);
  assert.equal((await staff.snapshots(product.productId))[0].name, text);
});

test('two who add the same SKU at once: one gets it', async () => {
  const answers = await Promise.all(
    ['One', 'Two', 'Three'].map((name) => staff.create({ name, variants: [variant('RACE-1')] })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
});
