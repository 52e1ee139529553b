import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Queryable } from '@fondaco/chassis/postgres';
import { newId } from '@fondaco/chassis/service';
import { eventually, type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import { updateAvailability, writeListings } from './listing-store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let database: TestDatabase;
before(async () => {
  database = await testDatabase(MIGRATIONS);
});
after(() => database.close());
beforeEach(async () => {
  await run(database.db, 'DELETE FROM listing');
});

const run = async <Row>(db: Queryable, text: string, values: unknown[] = []) =>
  (await db.query<Row>({ name: '', text, values })).rows;

type Listing = {
  product_id: string;
  category_id: string;
  department_id: string;
  sort_name: string;
  price_minor: number;
  in_stock: boolean;
  facets: string[];
  words: string;
};
const listings = () => run<Listing>(database.db, 'SELECT * FROM listing ORDER BY product_id');
const listed = async (productId: string) =>
  (await listings()).find(({ product_id }) => product_id === productId);

type Variant = { sku: string; price: number; onHand: number; options?: object; retired?: boolean };
const addProduct = async (
  variants: Variant[],
  {
    name = 'Lamp',
    status = 'active',
    description = '',
    attributes = {},
    categoryId = null as string | null,
  } = {},
): Promise<string> => {
  const productId = newId();
  await run(
    database.db,
    `INSERT INTO product (product_id, slug, name, status, description, attributes, category_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [productId, productId, name, status, description, JSON.stringify(attributes), categoryId],
  );
  for (const { sku, price, onHand, options = {}, retired = false } of variants) {
    await run(
      database.db,
      `WITH variant AS (
         INSERT INTO variant (sku, product_id, price_minor, currency, options, retired)
         VALUES ($1, $2, $3, 'GBP', $4, $5))
       INSERT INTO stock (sku) VALUES ($1)`,
      [sku, productId, price, JSON.stringify(options), retired],
    );
    if (onHand > 0) await move(database.db, sku, onHand);
  }
  return productId;
};
const write = (...ids: string[]) => database.db.transaction((tx) => writeListings(tx, ids));
const move = (tx: Queryable, sku: string, units: number) =>
  run(
    tx,
    `INSERT INTO stock_movement (sku, on_hand_delta, reserved_delta, reason, reference)
     VALUES ($1, $2, 0, 'adjustment', $3)`,
    [sku, units, newId()],
  );
const take = (tx: Queryable, sku: string) => move(tx, sku, -1);

test('a listing has the cheapest price, every option once, and the words of all that describes the product', async () => {
  const [home, lamps] = [newId(), newId()];
  await run(
    database.db,
    `INSERT INTO category (category_id, parent_id, slug, name, department_id)
     VALUES ($1, NULL, 'home', 'Home', $1), ($2, $1, 'lamps', 'Lamps', $1)`,
    [home, lamps],
  );
  const productId = await addProduct(
    [
      { sku: 'L-1', price: 900, onHand: 0, options: { colour: 'red', size: 'M' } },
      { sku: 'L-2', price: 500, onHand: 1, options: { colour: 'red', size: 'L' } },
      { sku: 'L-3', price: 100, onHand: 9, options: { colour: 'blue' }, retired: true },
    ],
    { name: 'Café Déco', description: 'Glows softly', attributes: { material: 'oak' }, categoryId: lamps },
  );
  await write(productId);
  const { words, ...row } = (await listed(productId)) ?? assert.fail('not listed');
  assert.deepEqual(
    {
      category: row.category_id,
      department: row.department_id,
      name: row.sort_name,
      price: row.price_minor,
      inStock: row.in_stock,
      facets: row.facets,
    },
    {
      category: lamps,
      department: home,
      name: 'café déco',
      price: 500,
      inStock: true,
      facets: ['colour=red', 'material=oak', 'size=L', 'size=M'],
    },
  );
  for (const word of [`'cafe':1A`, `'glows':`, `'home':`, `'lamps':`, `'oak':`]) {
    assert.ok(words.includes(word), `${word} in ${words}`);
  }
  assert.ok(!words.includes('blue'));
  const known = (await run<{ word: string }>(database.db, 'SELECT word FROM search_word')).map(
    ({ word }) => word,
  );
  assert.ok(known.includes('softly') && known.includes('cafe'));
  assert.ok(!known.includes('1'));
});

test('what is not on sale any more is not listed any more', async () => {
  const archived = await addProduct([{ sku: 'A-1', price: 1, onHand: 1 }]);
  const emptied = await addProduct([{ sku: 'B-1', price: 1, onHand: 1 }]);
  const draft = await addProduct([{ sku: 'C-1', price: 1, onHand: 1 }], { status: 'draft' });
  const bare = await addProduct([]);
  await write(archived, emptied, draft, bare);
  assert.deepEqual(
    (await listings()).map(({ product_id }) => product_id),
    [archived, emptied].sort(),
  );
  await run(database.db, `UPDATE product SET status = 'archived' WHERE product_id = $1`, [archived]);
  await run(database.db, 'UPDATE variant SET retired = true WHERE product_id = $1', [emptied]);
  await write(archived, emptied);
  assert.deepEqual(await listings(), []);
});

test('a listing follows a change of its product, and is left alone when nothing changed', async () => {
  const productId = await addProduct([{ sku: 'D-1', price: 100, onHand: 1 }]);
  await write(productId);
  const version = async () =>
    (
      await run<{ xmin: string }>(database.db, `SELECT xmin FROM listing WHERE product_id = $1`, [productId])
    )[0];
  const first = await version();
  await write(productId);
  // A row that is only locked keeps the transaction that wrote it.
  assert.deepEqual(await version(), first);
  await run(database.db, `UPDATE product SET name = 'Zebra' WHERE product_id = $1`, [productId]);
  await write(productId);
  assert.equal((await listed(productId))?.sort_name, 'zebra');
});

test('a product is in stock while any of its variants is', async () => {
  const productId = await addProduct([
    { sku: 'E-1', price: 1, onHand: 1 },
    { sku: 'E-2', price: 1, onHand: 1 },
    { sku: 'E-3', price: 1, onHand: 1, retired: true },
  ]);
  await write(productId);
  const sell = (sku: string) =>
    database.db.transaction(async (tx) => {
      await take(tx, sku);
      await updateAvailability(tx, [sku]);
    });
  await sell('E-1');
  assert.equal((await listed(productId))?.in_stock, true);
  await sell('E-2');
  assert.equal((await listed(productId))?.in_stock, false);
});

test('the last units of two variants taken at the same time leave the product out of stock', async () => {
  const productId = await addProduct([
    { sku: 'F-1', price: 1, onHand: 1 },
    { sku: 'F-2', price: 1, onHand: 1 },
  ]);
  await write(productId);
  let second: Promise<void> | undefined;
  await database.db.transaction(async (tx) => {
    await take(tx, 'F-1');
    await updateAvailability(tx, ['F-1']);
    second = database.db.transaction(async (other) => {
      await take(other, 'F-2');
      await updateAvailability(other, ['F-2']);
    });
    await somebodyWaits();
  });
  await second;
  assert.equal((await listed(productId))?.in_stock, false);
});

test('a unit taken while its product is being edited is not forgotten by the listing', async () => {
  const productId = await addProduct([{ sku: 'G-1', price: 1, onHand: 1 }]);
  let written: Promise<void> | undefined;
  await database.db.transaction(async (tx) => {
    await take(tx, 'G-1');
    await updateAvailability(tx, ['G-1']);
    written = write(productId);
    await somebodyWaits();
  });
  await written;
  assert.equal((await listed(productId))?.in_stock, false);
});

const somebodyWaits = () =>
  eventually(async () => {
    const waiting = await run(
      database.db,
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    assert.equal(waiting.length, 1);
  });
