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

const read = (idOrSlug: string, headers = {}) =>
  products.call(null, 'GET', `/v1/products/${encodeURIComponent(idOrSlug)}`, undefined, headers);
const adjust = (sku: string, delta: number) =>
  products.operate(
    'POST',
    `/v1/stock/${sku}/adjustments`,
    { delta, reason: 'test' },
    {
      'idempotency-key': `${sku}:${delta}`,
    },
  );

test('a product is read by its slug and by its id, with all that its page shows', async () => {
  const home = await staff.category('Home');
  const lamps = await staff.category('Lamps', home.categoryId);
  const image = await staff.image('a');
  const { productId, updatedAt } = await staff.sell({
    name: 'Lantern',
    description: 'It shines.',
    categoryId: lamps.categoryId,
    attributes: { material: 'tin' },
    variants: [
      { sku: 'L-BIG', price: gbp(900), options: { size: 'big' } },
      { sku: 'L-SMALL', price: gbp(400), options: { size: 'small' } },
    ],
    images: [{ imageId: image, alt: 'A lantern' }],
  });
  await adjust('L-BIG', 3);
  const picture = { imageId: image, alt: 'A lantern', width: 800, height: 600 };
  const bySlug = await read('lantern');
  assert.equal(bySlug.status, 200);
  assert.deepEqual(bySlug.body, {
    productId,
    slug: 'lantern',
    name: 'Lantern',
    price: gbp(400),
    inStock: true,
    picture,
    variants: [
      { sku: 'L-BIG', price: gbp(900), options: { size: 'big' }, available: 3 },
      { sku: 'L-SMALL', price: gbp(400), options: { size: 'small' }, available: 0 },
    ],
    updatedAt,
    description: 'It shines.',
    attributes: { material: 'tin' },
    pictures: [picture],
    categories: [
      { slug: 'home', name: 'Home' },
      { slug: 'lamps', name: 'Lamps' },
    ],
  });
  assert.deepEqual((await read(productId)).body, bySlug.body);
  assert.deepEqual((await read(productId.toUpperCase())).body, bySlug.body);
});

test('a product needs neither category nor picture', async () => {
  await staff.sell({ name: 'Bare', variants: [{ sku: 'BARE', price: gbp(1) }] });
  const { body } = await read('bare');
  assert.deepEqual([body.categories, body.pictures, body.picture, body.inStock], [[], [], null, false]);
});

test('a product is found by its slug also when that looks like an id', async () => {
  const slug = '12345678-1234-1234-1234-123456789012';
  await staff.sell({ name: 'Digits', slug, variants: [{ sku: 'DIGITS', price: gbp(1) }] });
  const { status, body } = await read(slug);
  assert.equal(status, 200);
  assert.equal(body.slug, slug);
});

test('what is not on sale is not found, nor what can be no address of a product', async () => {
  const old = await staff.sell({ name: 'Old', variants: [{ sku: 'OLD', price: gbp(1) }] });
  await staff.edit(old.productId, 2, { status: 'archived' });
  const wrong = ['old', 'nothing', old.productId, 'LANTERN', "'; --", '../x'];
  for (const idOrSlug of wrong) {
    const { status, body } = await read(idOrSlug);
    assert.equal(status, 404, idOrSlug);
    assert.equal(body.code, 'products/not-found', idOrSlug);
  }
});

test('a page may be cached, and is sent again when anything of it has changed', async () => {
  const category = await staff.category('Tags');
  const { productId } = await staff.sell({
    name: 'Tagged',
    categoryId: category.categoryId,
    variants: [{ sku: 'TAGGED', price: gbp(1) }],
  });
  const changes: (() => Promise<{ readonly status: number }>)[] = [
    () => staff.edit(productId, 2, { description: 'New' }),
    () => adjust('TAGGED', 5),
    () =>
      staff.call('PATCH', `/v1/categories/${category.categoryId}`, { name: 'Labels' }, { 'if-match': '"1"' }),
  ];
  for (const change of changes) {
    const first = await read('tagged');
    assert.match(String(first.headers['cache-control']), /^public, max-age=5,/);
    const known = { 'if-none-match': String(first.headers.etag) };
    assert.equal((await read('tagged', known)).status, 304);
    assert.equal((await change()).status, 200);
    const changed = await read('tagged', known);
    assert.equal(changed.status, 200);
    assert.notDeepEqual(changed.body, first.body);
  }
});
