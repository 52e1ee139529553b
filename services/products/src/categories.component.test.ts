import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import type { CategoryEdit } from '@fondaco/contracts/http/catalogue';
import fc from 'fast-check';
import { type Editing, editing, gbp } from './editing-for-tests.ts';
import { writeListings } from './listing/listing-store.ts';
import { type ProductsUnderTest, startProducts } from './products-for-tests.ts';
import { relistCategories } from './relist-categories/relist-categories.ts';

let products: ProductsUnderTest;
let staff: Editing;
before(async () => {
  products = await startProducts();
  staff = await editing(products);
});
after(() => products.stop());

const tree = async () => (await products.call(null, 'GET', '/v1/categories')).body.categories;
const change = (categoryId: string, version: number, edit: CategoryEdit) =>
  staff.call('PATCH', `/v1/categories/${categoryId}`, edit, { 'if-match': `"${version}"` });
const remove = (categoryId: string) => staff.call('DELETE', `/v1/categories/${categoryId}`);
const departments = async () =>
  Object.fromEntries(
    (
      await products.rows<{ id: string; department: string }>(
        'SELECT category_id AS id, department_id AS department FROM category',
      )
    ).map(({ id, department }) => [id, department]),
  );
const relist = () => relistCategories({ db: products.db })();

let last = 0;
const sellIn = (categoryId: string) =>
  staff.sell({ name: `In ${++last}`, categoryId, variants: [{ sku: `C-${last}`, price: gbp(1) }] });

test('the whole tree is read by everybody: parents before their children, siblings in their order', async () => {
  const call = (body: object) => staff.call('POST', '/v1/categories', body);
  const { body: home } = await call({ name: 'Home', position: 2 });
  const { body: garden } = await call({ name: 'Garden', position: 1 });
  const { body: lamps } = await call({ name: 'Lamps', parentId: home.categoryId });
  const { body: chairs } = await call({ name: 'Chairs', parentId: home.categoryId });
  const { body: stools } = await call({ name: 'Stools', parentId: chairs.categoryId });
  assert.deepEqual(home, {
    categoryId: home.categoryId,
    parentId: null,
    slug: 'home',
    name: 'Home',
    position: 2,
    version: 1,
  });

  const first = await products.call(null, 'GET', '/v1/categories');
  assert.deepEqual(first.body.categories, [garden, home, chairs, lamps, stools]);
  assert.match(String(first.headers['cache-control']), /^public, max-age=5,/);
  const tag = { 'if-none-match': String(first.headers.etag) };
  assert.equal((await products.call(null, 'GET', '/v1/categories', undefined, tag)).status, 304);
  await change(garden.categoryId, 1, { position: 3 });
  assert.equal((await products.call(null, 'GET', '/v1/categories', undefined, tag)).status, 200);
});

test('a category that cannot be is refused', async () => {
  for (const [body, status, code] of [
    [{ name: ' ' }, 422, 'products/name-missing'],
    [{ name: 'X', parentId: '019ab000-0000-7000-8000-000000000000' }, 422, 'products/unknown-category'],
    [{ name: 'X', slug: 'home' }, 409, 'products/category-slug-taken'],
    [{ name: 'X', slug: 'No slug' }, 400, 'request/invalid'],
    [{}, 400, 'request/invalid'],
  ] as const) {
    const answer = await staff.call('POST', '/v1/categories', body);
    assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(body));
  }
  assert.match((await staff.category('Home!')).slug, /^home-[0-9a-f]{12}$/);
  const text = `<b>'; DROP TABLE category; --`;
  assert.equal((await staff.category(text)).name, text);
});

test('an edit starts from the version that was read, and what changes nothing is no version', async () => {
  const { categoryId } = await staff.category('Versioned');
  const none = await staff.call('PATCH', `/v1/categories/${categoryId}`, { name: 'X' });
  assert.deepEqual([none.status, none.body.code], [428, 'products/if-match-required']);
  const done = await change(categoryId, 1, { name: 'Renamed' });
  assert.deepEqual(
    [done.status, done.headers.etag, done.body.version, done.body.slug],
    [200, '"2"', 2, 'versioned'],
  );
  const late = await change(categoryId, 1, { name: 'Late' });
  assert.deepEqual([late.status, late.body.code, late.body.version], [412, 'products/edit-conflict', 2]);
  assert.equal((await change(categoryId, 2, { name: ' Renamed ' })).body.version, 2);
  assert.equal((await change(categoryId, 2, { slug: 'home' })).body.code, 'products/category-slug-taken');
  const gone = await change('019ab000-0000-7000-8000-000000000000', 1, { name: 'X' });
  assert.deepEqual([gone.status, gone.body.code], [404, 'products/category-not-found']);
  const stored = (await tree()).find((one: { categoryId: string }) => one.categoryId === categoryId);
  assert.deepEqual([stored.name, stored.version], ['Renamed', 2]);
});

test('of two who edit a category at once one is told that the other was faster', async () => {
  const { categoryId } = await staff.category('Edited twice');
  const answers = await Promise.all(['A', 'B', 'C'].map((name) => change(categoryId, 1, { name })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412]);
});

test('a category that moves takes all below it, and their products, to its new department', async () => {
  const [old, other] = [await staff.category('Old department'), await staff.category('New department')];
  const middle = await staff.category('Middle', old.categoryId);
  const leaf = await staff.category('Leaf', middle.categoryId);
  const inMiddle = await sellIn(middle.categoryId);
  const inLeaf = await sellIn(leaf.categoryId);
  assert.equal((await staff.listing(inLeaf.productId))?.department_id, old.categoryId);

  const moved = await change(middle.categoryId, 1, { parentId: other.categoryId });
  assert.equal(moved.body.parentId, other.categoryId);
  await relist();
  const now = await departments();
  for (const { categoryId } of [middle, leaf]) assert.equal(now[categoryId], other.categoryId);
  for (const { productId } of [inMiddle, inLeaf]) {
    assert.equal((await staff.listing(productId))?.department_id, other.categoryId);
    assert.equal((await staff.record(productId)).version, 2);
  }
  const page = await products.call(null, 'GET', `/v1/products/${inLeaf.productId}`);
  assert.deepEqual(page.body.categories, [
    { slug: 'new-department', name: 'New department' },
    { slug: 'middle', name: 'Middle' },
    { slug: 'leaf', name: 'Leaf' },
  ]);

  await change(middle.categoryId, 2, { parentId: null });
  await relist();
  assert.equal((await departments())[leaf.categoryId], middle.categoryId);
  assert.equal((await staff.listing(inLeaf.productId))?.department_id, middle.categoryId);
  assert.deepEqual(await products.rows('SELECT relisting_id FROM category_relisting'), []);
});

test('products are found by what their category is called now', async () => {
  const category = await staff.category('Sofas');
  const { productId } = await sellIn(category.categoryId);
  await change(category.categoryId, 1, { name: 'Couches' });
  await relist();
  assert.match(String((await staff.listing(productId))?.words), /'couches'/);
});

test('a category never stands below itself', async () => {
  const top = await staff.category('Top');
  const below = await staff.category('Below', top.categoryId);
  for (const parentId of [top.categoryId, below.categoryId]) {
    const answer = await change(top.categoryId, 1, { parentId });
    assert.deepEqual([answer.status, answer.body.code], [409, 'products/category-cycle']);
  }
  const unknown = await change(top.categoryId, 1, { parentId: '019ab000-0000-7000-8000-000000000000' });
  assert.equal(unknown.body.code, 'products/unknown-category');
});

test('whatever is moved at once, every category is in the tree with the department that it stands in', async () => {
  const nodes = await Promise.all(['M0', 'M1', 'M2', 'M3', 'M4'].map((name) => staff.category(name)));
  const ids: string[] = nodes.map(({ categoryId }) => categoryId);
  const move = fc.tuple(
    fc.integer({ min: 0, max: 4 }),
    fc.option(fc.integer({ min: 0, max: 4 }), { freq: 8 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 2, maxLength: 6 }), async (moves) => {
      const before = new Map((await tree()).map((one: { categoryId: string }) => [one.categoryId, one]));
      const answers = await Promise.all(
        moves.map(([node, to]) => {
          const { version } = before.get(ids[node] ?? '') as { version: number };
          return change(ids[node] ?? '', version, { parentId: to === null ? null : (ids[to] ?? null) });
        }),
      );
      for (const { status } of answers) assert.ok([200, 409, 412].includes(status), String(status));

      const now: { categoryId: string; parentId: string | null }[] = await tree();
      const parents = new Map(now.map(({ categoryId, parentId }) => [categoryId, parentId]));
      const department = await departments();
      for (const id of ids) {
        assert.ok(parents.has(id), 'one that is below itself is not found from the top');
        let top = id;
        for (let above = parents.get(id); above; above = parents.get(above)) top = above;
        assert.equal(department[id], top);
      }
    }),
    { numRuns: 20 },
  );
});

test('a product that comes into a category while it moves is in its new department too', async () => {
  const [from, to] = [await staff.category('From'), await staff.category('To')];
  const { categoryId } = await staff.category('Between', from.categoryId);
  const { productId } = await sellIn(from.categoryId);
  let moving: ReturnType<typeof change> = Promise.reject(new Error('not begun'));
  moving.catch(() => undefined);

  await products.db.transaction(async (tx) => {
    await tx.query({
      name: 'come-in',
      text: 'UPDATE product SET category_id = $2 WHERE product_id = $1',
      values: [productId, categoryId],
    });
    await writeListings(tx, [productId]);
    moving = change(categoryId, 1, { parentId: to.categoryId });
    await eventually(async () => {
      const waiting = await products.rows(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      assert.equal(waiting.length, 1);
    });
  });
  assert.equal((await staff.listing(productId))?.department_id, from.categoryId);
  assert.equal((await moving).status, 200);
  await relist();
  assert.equal((await staff.listing(productId))?.department_id, to.categoryId);
});

test('only a category with nothing in it can go', async () => {
  const top = await staff.category('Goes');
  const below = await staff.category('Goes too', top.categoryId);
  const { productId } = await sellIn(below.categoryId);
  for (const { categoryId } of [top, below]) {
    const refused = await remove(categoryId);
    assert.deepEqual([refused.status, refused.body.code], [409, 'products/category-not-empty']);
  }
  await staff.edit(productId, 2, { categoryId: null });
  assert.equal((await staff.listing(productId))?.department_id, null);
  assert.equal((await remove(below.categoryId)).status, 204);
  assert.equal((await remove(top.categoryId)).status, 204);
  const again = await remove(top.categoryId);
  assert.deepEqual([again.status, again.body.code], [404, 'products/category-not-found']);
});
