import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Queryable } from '@fondaco/chassis/postgres';
import { newId } from '@fondaco/chassis/service';
import { eventually, type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import { addVariants } from './variant-store.ts';

let database: TestDatabase;
before(async () => {
  database = await testDatabase(fileURLToPath(new URL('../../migrations', import.meta.url)));
});
after(() => database.close());

const add = (tx: Queryable, ...skus: string[]) =>
  addVariants(
    tx,
    newId(),
    skus.map((sku) => ({ sku, price: { amountMinor: 1, currency: 'GBP' }, options: {}, retired: false })),
  );

const rolledBack = new Error('rolled back on purpose');

test('who adds several SKUs does so in their order: two editors wait for one another and do not deadlock', async () => {
  const { db } = database;
  const somebodyWaits = () =>
    eventually(async () => {
      const { rows } = await db.query({
        name: 'waiting',
        text: `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      });
      assert.equal(rows.length, 1);
    });
  let other: Promise<unknown> = Promise.resolve();

  const first = db.transaction(async (tx) => {
    await add(tx, 'A');
    other = assert.rejects(
      db.transaction(async (second) => {
        // Out of order, Z would be taken already when A is waited for.
        await add(second, 'Z', 'A');
        throw rolledBack;
      }),
      rolledBack,
    );
    await somebodyWaits();
    await add(tx, 'Z');
    throw rolledBack;
  });
  await assert.rejects(first, rolledBack);
  await other;
});
