import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newId } from '@fondaco/chassis/service';
import { type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import { putOnSale } from '../stock-for-tests.ts';
import { type Movement, moveStock } from './stock-store.ts';

let database: TestDatabase;
before(async () => {
  database = await testDatabase(fileURLToPath(new URL('../../migrations', import.meta.url)));
});
after(() => database.close());

const run = (text: string) => database.db.query({ name: text, text });
const stockOf = async (sku: string) =>
  (await run(`SELECT on_hand, reserved FROM stock WHERE sku = '${sku}'`)).rows;
const move = (...movements: Omit<Movement, 'reference' | 'reason'>[]) =>
  moveStock(
    database.db,
    movements.map((movement) => ({ ...movement, reference: newId(), reason: 'adjustment' })),
  );

test('what is written into the ledger moves the stock, several movements of a SKU together', async () => {
  await putOnSale(database.db, { 'A-1': 10, 'A-2': 0 });
  await move(
    { sku: 'A-1', onHand: -4, reserved: 0 },
    { sku: 'A-2', onHand: 3, reserved: 1 },
    { sku: 'A-1', onHand: 1, reserved: 2 },
  );
  assert.deepEqual(await stockOf('A-1'), [{ on_hand: 7, reserved: 2 }]);
  assert.deepEqual(await stockOf('A-2'), [{ on_hand: 3, reserved: 1 }]);
});

test('nothing but the ledger changes stock', async () => {
  await putOnSale(database.db, { GUARD: 10 });
  for (const text of [
    `UPDATE stock SET on_hand = 11 WHERE sku = 'GUARD'`,
    `UPDATE stock SET reserved = 1`,
    `INSERT INTO stock (sku, on_hand) VALUES ('NEW', 1)`,
  ])
    await assert.rejects(run(text), /changed by its ledger alone/);
  assert.deepEqual(await stockOf('GUARD'), [{ on_hand: 10, reserved: 0 }]);
});

test('the ledger takes no movement that leaves less than nothing, or less than is reserved', async () => {
  await putOnSale(database.db, { LITTLE: 2 });
  await assert.rejects(
    move({ sku: 'LITTLE', onHand: -3, reserved: 0 }),
    /stock_on_hand_check|reserved_within/,
  );
  await assert.rejects(move({ sku: 'LITTLE', onHand: 0, reserved: -1 }), /stock_reserved_check/);
  await assert.rejects(move({ sku: 'LITTLE', onHand: 0, reserved: 3 }), /stock_reserved_within_on_hand/);
  const { rows } = await run(`SELECT on_hand_delta FROM stock_movement WHERE sku = 'LITTLE'`);
  assert.deepEqual(rows, [{ on_hand_delta: 2 }]);
});
