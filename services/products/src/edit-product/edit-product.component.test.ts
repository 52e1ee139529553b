import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EDITOR_ID, type Editing, editing, gbp } from '../editing-for-tests.ts';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
let staff: Editing;
before(async () => {
  products = await startProducts();
  staff = await editing(products);
});
after(() => products.stop());

let last = 0;
const newSku = () => `E-${++last}`;
const variant = (sku = newSku(), amountMinor = 210) => ({ sku, price: gbp(amountMinor) });
const page = (slug: string) => products.call(null, 'GET', `/v1/products/${slug}`);

test('an edit needs the tag of the version that it starts from', async () => {
  const { productId } = await staff.sell({ name: 'Tag', variants: [variant()] });
  const url = `/v1/products/${productId}`;
  const none = await staff.call('PATCH', url, { name: 'X' });
  assert.deepEqual([none.status, none.body.code], [428, 'products/if-match-required']);
  const any = await staff.call('PATCH', url, { name: 'X' }, { 'if-match': '*' });
  assert.deepEqual([any.status, any.body.code], [400, 'products/if-match-invalid']);
  const old = await staff.edit(productId, 1, { name: 'X' });
  assert.deepEqual([old.status, old.body.code, old.body.version], [412, 'products/edit-conflict', 2]);
  assert.equal((await staff.record(productId)).name, 'Tag');

  const done = await staff.edit(productId, 2, { name: 'X' });
  assert.deepEqual([done.status, done.body.version, done.headers.etag], [200, 3, '"3"']);
  assert.deepEqual(done.body, await staff.record(productId));
  const gone = await staff.edit('019ab000-0000-7000-8000-000000000000', 1, { name: 'X' });
  assert.deepEqual([gone.status, gone.body.code], [404, 'products/not-found']);
});

test('what is left out stays, and everybody is told of what changed', async () => {
  const home = await staff.category('Edit home');
  const image = await staff.image('1');
  const product = await staff.sell({
    name: 'Whole',
    description: 'All of it',
    categoryId: home.categoryId,
    attributes: { material: 'oak' },
    variants: [{ ...variant('WHOLE'), options: { colour: 'red' } }],
    images: [{ imageId: image, alt: 'It' }],
  });
  const edited = await staff.edit(product.productId, 2, { name: 'Whole again' });
  assert.deepEqual(
    { ...edited.body, updatedAt: '' },
    { ...product, name: 'Whole again', version: 3, updatedAt: '' },
  );
  assert.ok(edited.body.updatedAt > product.updatedAt);
  const snapshots = await staff.snapshots(product.productId);
  assert.deepEqual(
    snapshots.map(({ version, name }) => [version, name]),
    [
      [2, 'Whole'],
      [3, 'Whole again'],
    ],
  );
  assert.deepEqual(snapshots[1], {
    productId: product.productId,
    version: 3,
    slug: 'whole',
    name: 'Whole again',
    status: 'active',
    variants: [{ sku: 'WHOLE', price: gbp(210) }],
  });
  const listing = await staff.listing(product.productId);
  assert.equal(listing?.sort_name, 'whole again');
  assert.equal(listing?.category_id, home.categoryId);
});

test('an edit that changes nothing is no version, and nobody is told of it', async () => {
  const image = await staff.image('2');
  const product = await staff.sell({
    name: 'Same',
    attributes: { a: '1', b: '2' },
    variants: [variant(), variant()],
    images: [{ imageId: image, alt: 'x' }],
  });
  const { name, description, categoryId, images, variants } = product;
  const same = await staff.edit(product.productId, 2, {
    name: ` ${name} `,
    slug: product.slug,
    description,
    categoryId,
    attributes: { b: '2', a: '1' },
    images,
    variants: variants.map(({ sku, price }: { sku: string; price: ReturnType<typeof gbp> }) => ({
      sku: sku.toLowerCase(),
      price,
    })),
    status: 'active',
  });
  assert.deepEqual(same.body, product);
  assert.equal((await staff.snapshots(product.productId)).length, 1);
});

test('a product is a draft, active, archived and active again, and nothing else', async () => {
  const { body: draft } = await staff.create({ name: 'Status', variants: [variant()] });
  const { productId } = draft;
  const impossible = await staff.edit(productId, 1, { status: 'archived' });
  assert.deepEqual([impossible.status, impossible.body.code], [409, 'products/status-impossible']);
  const publishedAt = async () =>
    (
      await products.rows<{ at: Date | null }>(
        `SELECT published_at AS at FROM product WHERE product_id = '${productId}'`,
      )
    )[0]?.at;
  assert.equal(await publishedAt(), null);

  await staff.edit(productId, 1, { status: 'active' });
  const first = await publishedAt();
  assert.ok(first instanceof Date);
  assert.equal((await page('status')).status, 200);
  assert.equal((await staff.edit(productId, 2, { status: 'draft' })).body.code, 'products/status-impossible');

  await staff.edit(productId, 2, { status: 'archived' });
  assert.equal((await page('status')).status, 404);
  assert.equal(await staff.listing(productId), null);

  await staff.edit(productId, 3, { status: 'active' });
  assert.equal((await page('status')).status, 200);
  assert.deepEqual(await publishedAt(), first);
  assert.deepEqual(
    (await staff.snapshots(productId)).map(({ status }) => status),
    ['active', 'archived', 'active'],
  );
});

test('what is active has something to sell', async () => {
  const { body: draft } = await staff.create({ name: 'Empty', variants: [] });
  const empty = await staff.edit(draft.productId, 1, { status: 'active' });
  assert.deepEqual([empty.status, empty.body.code], [409, 'products/nothing-to-sell']);
  const sold = await staff.edit(draft.productId, 1, { status: 'active', variants: [variant()] });
  assert.equal(sold.status, 200);
  const emptied = await staff.edit(draft.productId, 2, { variants: [] });
  assert.deepEqual([emptied.status, emptied.body.code], [409, 'products/nothing-to-sell']);
});

test('a variant that is left out is no longer sold, and may come back', async () => {
  const [stays, goes] = [variant(), { ...variant(), options: { size: 'L' } }];
  const product = await staff.sell({ name: 'Sizes', variants: [goes, stays] });
  const { productId } = product;
  await products.operate(
    'POST',
    `/v1/stock/${goes.sku}/adjustments`,
    { delta: 3, reason: 'found' },
    {
      'idempotency-key': 'sizes',
    },
  );
  const without = await staff.edit(productId, 2, { variants: [stays] });
  assert.deepEqual(
    without.body.variants.map(({ sku, retired, onHand }: Record<string, unknown>) => [sku, retired, onHand]),
    [
      [stays.sku, false, 0],
      [goes.sku, true, 3],
    ],
  );
  assert.deepEqual(
    (await page('sizes')).body.variants.map(({ sku }: { sku: string }) => sku),
    [stays.sku],
  );
  const snapshot = (await staff.snapshots(productId)).at(-1);
  assert.deepEqual(
    snapshot.variants.map(({ sku }: { sku: string }) => sku),
    [stays.sku],
  );
  assert.equal((await staff.listing(productId))?.in_stock, false);

  const back = await staff.edit(productId, 3, { variants: [{ sku: goes.sku, price: gbp(210) }] });
  assert.deepEqual(back.body.variants[0], {
    sku: goes.sku,
    price: gbp(210),
    options: { size: 'L' },
    retired: false,
    onHand: 3,
    reserved: 0,
  });
  assert.equal((await staff.listing(productId))?.in_stock, true);
});

test('a SKU belongs to one product, also when that no longer sells it', async () => {
  const taken = variant();
  const owner = await staff.sell({ name: 'Owner', variants: [taken, variant()] });
  await staff.edit(owner.productId, 2, { variants: [variant()] });
  const other = await staff.sell({ name: 'Taker', variants: [variant()] });
  const answer = await staff.edit(other.productId, 2, { variants: [variant(taken.sku.toLowerCase())] });
  assert.deepEqual(
    [answer.status, answer.body.code, answer.body.skus],
    [409, 'products/sku-taken', [taken.sku]],
  );
  assert.equal((await staff.record(other.productId)).version, 2);
});

test('every change of a price is kept: who, when, from, to', async () => {
  const [one, two] = [variant(), variant()];
  const product = await staff.sell({ name: 'Prices', variants: [one, two] });
  const { productId } = product;
  await staff.edit(productId, 2, { variants: [{ ...one, price: gbp(300) }, two] });
  await staff.edit(productId, 3, {
    variants: [{ ...one, price: { amountMinor: 300, currency: 'EUR' } }, two],
  });
  await staff.edit(productId, 4, { name: 'Same prices' });

  const url = `/v1/products/${productId}/price-changes`;
  const all = await staff.call('GET', url);
  const { changedAt, ...newest } = all.body.items[0];
  assert.deepEqual(newest, {
    sku: one.sku,
    from: gbp(300),
    to: { amountMinor: 300, currency: 'EUR' },
    cause: 'edit',
    changedBy: `user:${EDITOR_ID}`,
  });
  assert.ok(Date.parse(changedAt) <= Date.now());
  assert.equal(all.body.items.length, 2);
  assert.equal(all.body.nextCursor, null);

  const first = await staff.call('GET', `${url}?limit=1`);
  assert.deepEqual(first.body.items, all.body.items.slice(0, 1));
  const second = await staff.call('GET', `${url}?limit=1&cursor=${first.body.nextCursor}`);
  assert.deepEqual(second.body, { items: all.body.items.slice(1), nextCursor: null });
  for (const cursor of ['x', 'MQ==', Buffer.from('-1').toString('base64url')])
    assert.equal((await staff.call('GET', `${url}?cursor=${cursor}`)).body.code, 'products/invalid-cursor');
});

test('images stand in the order that they are given', async () => {
  const [a, b] = [await staff.image('3'), await staff.image('4')];
  const product = await staff.sell({
    name: 'Pictures',
    variants: [variant()],
    images: [
      { imageId: a, alt: 'first' },
      { imageId: b, alt: '' },
    ],
  });
  await staff.edit(product.productId, 2, {
    images: [
      { imageId: b, alt: 'now first' },
      { imageId: a, alt: 'first' },
    ],
  });
  const { body } = await page('pictures');
  assert.deepEqual(body.pictures, [
    { imageId: b, alt: 'now first', width: 800, height: 600 },
    { imageId: a, alt: 'first', width: 800, height: 600 },
  ]);
  assert.deepEqual(body.picture, body.pictures[0]);
  const unknown = await staff.edit(product.productId, 3, { images: [{ imageId: 'f'.repeat(64), alt: '' }] });
  assert.deepEqual([unknown.status, unknown.body.code], [422, 'products/unknown-image']);
  await staff.edit(product.productId, 3, { images: [] });
  assert.equal((await page('pictures')).body.picture, null);
});

test('a draft that was never active is unknown to other services, what is retired too', async () => {
  const query = async (...skus: string[]) =>
    (
      await products.call(
        await products.tokens.serviceToken('orders'),
        'POST',
        '/v1/product-snapshots/query',
        { skus },
      )
    ).body;
  const [draft, stays, goes] = [variant(), variant(), variant()];
  await staff.create({ name: 'Unknown', variants: [draft] });
  const product = await staff.sell({ name: 'Known', variants: [stays, goes] });
  await staff.edit(product.productId, 2, { variants: [stays] });
  const answer = await query(draft.sku, stays.sku, goes.sku);
  assert.deepEqual(answer.unknown, [draft.sku, goes.sku]);
  assert.deepEqual(answer.snapshots[0].variants, [stays]);
});
