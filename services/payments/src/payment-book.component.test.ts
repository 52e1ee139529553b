import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Transaction } from '@fondaco/chassis/postgres';
import { eventually, type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import { createPaymentBook, type Write } from './payment-book.ts';
import { MIGRATIONS, rows } from './payments-for-tests.ts';

describe('the payments of a transaction', () => {
  const book = createPaymentBook();
  let database: TestDatabase;

  before(async () => {
    database = await testDatabase(MIGRATIONS);
  });
  after(() => database?.close());

  const inTransaction = <T>(work: (tx: Transaction) => Promise<T>) => database.db.transaction(work);

  for (const begins of [true, false]) {
    test(`are locked in one order, whatever order they were announced in (begins: ${begins})`, async () => {
      const ids = Array.from({ length: 3 }, () => randomUUID()).toSorted();
      for (const orderId of ids.toReversed()) await inTransaction((tx) => book.lockOrBegin(tx, orderId));
      const lockAll = (orderIds: readonly string[], begin: boolean) =>
        inTransaction((tx) =>
          book.lockAll(
            tx,
            orderIds.map((orderId) => ({ orderId, begins: begin })),
          ),
        );
      const waiting = () =>
        eventually(async () => {
          const [row] = await rows(
            database.db,
            `select count(distinct pid)::int as n from pg_locks join pg_stat_activity using (pid)
             where not granted and datname = current_database()`,
          );
          assert.equal(row?.n, 2);
        });
      const [, middle = ''] = ids;
      const both = await inTransaction(async (tx) => {
        await book.lock(tx, middle);
        const two = Promise.allSettled([lockAll(ids, true), lockAll(ids.toReversed(), begins)]);
        await waiting();
        return { two };
      });
      assert.deepEqual(
        (await both.two).map(({ status }) => status),
        ['fulfilled', 'fulfilled'],
      );
    });
  }

  test('are begun once when one is announced twice', async () => {
    const orderId = randomUUID();
    await inTransaction((tx) =>
      book.lockAll(tx, [
        { orderId, begins: true },
        { orderId, begins: true },
      ]),
    );
    const payment = await inTransaction((tx) => book.lock(tx, orderId));
    assert.equal(payment?.state, 'unknown');
  });

  test('what was added about several is written together at the end', async () => {
    const written: number[][] = [];
    const write: Write<number> = async (_, entries) => void written.push([...entries]);
    await inTransaction(async (tx) => {
      for (const entry of [1, 2, 3]) book.add(tx, randomUUID(), write, entry);
      assert.deepEqual(written, []);
    });
    assert.deepEqual(written, [[1, 2, 3]]);
  });

  test('what was added about one is written before it is looked at again', async () => {
    const orderId = randomUUID();
    const close: Write<string> = async (tx, ids) => {
      await tx.query({
        name: 'test-close',
        text: "update payment set state = 'closed' where order_id = any($1::uuid[])",
        values: [ids],
      });
    };
    await inTransaction(async (tx) => {
      assert.equal((await book.lockOrBegin(tx, orderId)).state, 'unknown');
      book.add(tx, orderId, close, orderId);
      assert.equal((await book.lock(tx, orderId))?.state, 'closed');
    });
  });

  test('nothing is committed when what was added cannot be written', async () => {
    const orderId = randomUUID();
    const fail: Write<string> = () => Promise.reject(new Error('it cannot be written'));
    const failing = inTransaction(async (tx) => {
      await book.lockOrBegin(tx, orderId);
      book.add(tx, orderId, fail, orderId);
    });
    await assert.rejects(failing, /it cannot be written/);
    assert.equal(await inTransaction((tx) => book.lock(tx, orderId)), null);
  });
});
