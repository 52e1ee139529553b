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

let last = 0;
const variant = () => ({ sku: `R-${++last}`, price: gbp(210) });
const page = (slug: string) => products.call(null, 'GET', `/v1/products/${slug}`);

test('a renamed product is found under the address that it had, however often it is renamed', async () => {
  const { productId } = await staff.sell({ name: 'Address one', variants: [variant()] });
  await staff.edit(productId, 2, { slug: 'address-two' });
  await staff.edit(productId, 3, { slug: 'address-three' });
  for (const former of ['address-one', 'address-two']) {
    const moved = await page(former);
    assert.equal(moved.status, 308);
    assert.equal(moved.headers.location, 'address-three');
    assert.match(String(moved.headers['cache-control']), /^public/);
  }
  assert.equal((await page('address-three')).status, 200);
  assert.equal((await staff.snapshots(productId)).at(-1).slug, 'address-three');

  // Back where it was: no address leads in a circle.
  await staff.edit(productId, 4, { slug: 'address-one' });
  assert.equal((await page('address-one')).status, 200);
  assert.equal((await page('address-three')).headers.location, 'address-one');

  await staff.edit(productId, 5, { status: 'archived' });
  assert.equal((await page('address-three')).status, 404);
});

test('nobody gets the address that another product has or had', async () => {
  const { productId } = await staff.sell({ name: 'First here', variants: [variant()] });
  await staff.edit(productId, 2, { slug: 'first-elsewhere' });
  const other = await staff.sell({ name: 'Second', variants: [variant()] });
  for (const slug of ['first-here', 'first-elsewhere', 'search']) {
    const { status, body } = await staff.edit(other.productId, 2, { slug });
    assert.deepEqual([status, body.code], [409, 'products/slug-taken'], slug);
  }
  assert.match((await staff.create({ name: 'First here', variants: [] })).body.slug, /^first-here-/);
});

test('two products that want the same address at once: one gets it', async () => {
  const both = [
    await staff.sell({ name: 'Racer one', variants: [variant()] }),
    await staff.sell({ name: 'Racer two', variants: [variant()] }),
  ];
  const answers = await Promise.all(
    both.map(({ productId }) => staff.edit(productId, 2, { slug: 'finish' })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
});
