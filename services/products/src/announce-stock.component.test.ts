import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Outbox } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { newId } from '@fondaco/chassis/service';
import { type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import { adjustStock } from './adjust-stock/adjust-stock.ts';
import { announceStock } from './announce-stock.ts';
import { setStock } from './stock/stock-store.ts';
import { putOnSale } from './stock-for-tests.ts';

let database: TestDatabase;
before(async () => {
  database = await testDatabase(fileURLToPath(new URL('../migrations', import.meta.url)));
});
after(() => database.close());

let published: { type: string; data: object }[] = [];
beforeEach(() => {
  published = [];
});
const outbox: Pick<Outbox, 'appendAll'> = {
  appendAll: async (tx, { type }, all) =>
    tx.afterCommit(() => published.push(...all.map((data) => ({ type, data: { ...data } })))),
};
const announce = announceStock({ outbox, lowStock: 5 });

const adjust = async (sku: string, delta: number): Promise<void> => {
  const change = adjustStock({ db: database.db, announceStock: announce, newId });
  const { kind } = await change({ madeBy: 'test', idempotencyKey: newId(), sku, delta, reason: 'counted' });
  assert.equal(kind, 'adjusted');
};
const isListedInStock = async (productId: string): Promise<unknown> => {
  const { rows } = await database.db.query<{ in_stock: boolean }>({
    name: 'test-in-stock',
    text: 'SELECT in_stock FROM listing WHERE product_id = $1',
    values: [productId],
  });
  return rows[0]?.in_stock;
};
const event = (kind: 'low' | 'back', sku: string, productId: string, available: number) => ({
  type: `products.stock.${kind}.v1`,
  data: { sku, productId, available },
});

test('stock that falls below the number that is set is said to be low, once', async () => {
  const productId = await putOnSale(database.db, { LOW: 7 });
  for (const delta of [-2, -1, -1]) await adjust('LOW', delta);
  assert.deepEqual(published, [event('low', 'LOW', productId, 4)]);
});

test('stock is said to be back when there is some after there was none, and so do listings', async () => {
  const productId = await putOnSale(database.db, { BACK: 1 });
  await adjust('BACK', -1);
  assert.equal(await isListedInStock(productId), false);
  assert.deepEqual(published, [], 'it was low before');
  await adjust('BACK', 8);
  await adjust('BACK', 1);
  assert.equal(await isListedInStock(productId), true);
  assert.deepEqual(published, [event('back', 'BACK', productId, 8)]);
});

test('stock that an import sets is announced all the same', async () => {
  const productId = await putOnSale(database.db, { 'SET-1': 0, 'SET-2': 9, 'SET-3': 3 });
  await database.db.transaction(async (tx) => {
    const counts = { 'SET-1': 2, 'SET-2': 4, 'SET-3': 3 };
    const changes = await setStock(
      tx,
      newId(),
      Object.entries(counts).map(([sku, quantity]) => ({ sku, quantity })),
    );
    assert.deepEqual(
      changes.map(({ sku }) => sku),
      ['SET-1', 'SET-2'],
      'what stays as it is, is no change',
    );
    await announce(tx, changes);
  });
  assert.deepEqual(published, [event('low', 'SET-2', productId, 4), event('back', 'SET-1', productId, 2)]);
});

test('what is not on sale is said to be neither low nor back', async () => {
  const productId = await putOnSale(database.db, { DRAFT: 6 });
  await database.db.query({
    name: 'test-draft',
    text: `UPDATE product SET status = 'draft' WHERE product_id = $1`,
    values: [productId],
  });
  await adjust('DRAFT', -6);
  await adjust('DRAFT', 6);
  assert.deepEqual(published, []);
});

test('a product whose variants sell out at the same moment is out of stock', async () => {
  const skus = Array.from({ length: 8 }, (_, n) => `BOTH-${n}`);
  const productId = await putOnSale(database.db, Object.fromEntries(skus.map((sku) => [sku, 1])));
  await Promise.all(skus.map((sku) => adjust(sku, -1)));
  assert.equal(await isListedInStock(productId), false);
  await Promise.all(skus.map((sku) => adjust(sku, 1)));
  assert.equal(await isListedInStock(productId), true);
});

test('changes that cross no threshold cost no statement', async () => {
  const refusing = {
    query: () => Promise.reject(new Error('a statement')),
    beforeCommit: () => assert.fail('something to write'),
    afterCommit: () => assert.fail('something to do'),
  } satisfies Transaction;
  await announce(refusing, [
    { sku: 'A', before: 1000, after: 999 },
    { sku: 'B', before: 4, after: 1 },
    { sku: 'C', before: 1, after: 60 },
    { sku: 'D', before: 0, after: 0 },
  ]);
});
