import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Database, Statement } from '@fondaco/chassis/postgres';
import { silentLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import { product, type RunningOrders, rows, runOrders } from './orders-for-tests.ts';
import { applySnapshots } from './product/product-copy-store.ts';
import { type Answers, createAnswers } from './reactions-for-tests.ts';

describe('several steps in one transaction', () => {
  const { identity, userToken } = testIdentity({ service: 'orders' });
  const statements: string[] = [];
  let database: TestDatabase;
  let orders: RunningOrders;
  let answers: Answers;
  let token: string;

  /** Notes the statements of transactions. */
  const observed = (db: Database): Database => ({
    ...db,
    transaction: (work) =>
      db.transaction((tx) =>
        work({
          ...tx,
          query: <Row>(statement: Statement) => {
            statements.push(statement.name);
            return tx.query<Row>(statement);
          },
        }),
      ),
  });

  before(async () => {
    database = await testDatabase(new URL('../migrations', import.meta.url).pathname);
    const productsUrl = 'http://127.0.0.1:1';
    orders = await runOrders({ databaseUrl: database.url, productsUrl, identity, log: silentLog() });
    answers = createAnswers(observed(database.db));
    await database.db.transaction((tx) => applySnapshots(tx, [product('A', 1000)]));
    token = await userToken();
  });
  after(async () => {
    await orders?.close();
    await database?.close();
  });

  const place = async (): Promise<string> =>
    (await orders.place(token, randomUUID(), { lines: [{ sku: 'A', quantity: 1 }] })).body.orderId;
  const statesOf = async (orderId: string) => {
    const { body } = await orders.get(token, `/v1/orders/${orderId}`);
    return [body.state, ...body.timeline.map((step) => `${step.seq} ${step.state}`)];
  };
  const BECAUSE = { cause: 'test', actor: 'system' } as const;

  test('of different orders are locked by one statement and written by one', async () => {
    const ids = [await place(), await place(), await place()].toSorted();
    const event = (orderId: string) => ({
      id: randomUUID(),
      type: 'products.reservation.accepted.v1',
      time: new Date().toISOString(),
      key: orderId,
      data: { orderId },
    });
    statements.length = 0;
    await observed(database.db).transaction(async (tx) => {
      await answers.process.prepare()(tx, ids.map(event));
      for (const id of ids) await answers.process.onEvent(tx, event(id), 'reservation-accepted');
    });
    assert.deepEqual(statements, ['lock-orders', 'write-order-steps']);
    for (const id of ids) assert.deepEqual(await statesOf(id), ['reserved', '1 pending', '2 reserved']);
  });

  test('of one order follow each other, and leave it in the last state', async () => {
    const orderId = await place();
    await database.db.transaction(async (tx) => {
      for (const trigger of ['reservation-accepted', 'payment-authorised', 'cancel'] as const) {
        const order = await answers.process.lock(tx, orderId, {
          withLines: trigger === 'payment-authorised',
        });
        assert.ok(order);
        answers.process.step(tx, order, trigger, BECAUSE);
      }
    });
    assert.deepEqual(await statesOf(orderId), [
      'cancelling',
      '1 pending',
      '2 reserved',
      '3 authorised',
      '4 confirmed',
      '5 cancelling',
    ]);
    const waiting = await rows(database.db, 'select from order_waiting where order_id = $1', orderId);
    assert.equal(waiting.length, 1);
  });

  test('that fail are all undone', async () => {
    const orderId = await place();
    const failing = database.db.transaction(async (tx) => {
      const order = await answers.process.lock(tx, orderId);
      assert.ok(order);
      answers.process.step(tx, order, 'cancel', BECAUSE);
      throw new Error('after the step');
    });
    await assert.rejects(failing, /after the step/);
    assert.deepEqual(await statesOf(orderId), ['pending', '1 pending']);
  });

  test('a confirmation takes two statements beside inbox and outbox', async () => {
    const orderId = await place();
    await answers.answer('reservation.accepted', orderId, { lines: [] });
    statements.length = 0;
    await answers.answer('payment.authorised', orderId, {
      customerId: randomUUID(),
      attemptId: randomUUID(),
      amount: { amountMinor: 1000, currency: 'GBP' },
      authorisedAt: new Date().toISOString(),
    });
    assert.deepEqual(statements, ['lock-orders-with-lines', 'write-order-steps', 'outbox-insert']);
  });

  test('write no index of the order: its updates are HOT', async () => {
    const id = await place();
    await answers.confirm(id, 1000);
    const updates = async () => {
      // The numbers of a backend come with a delay: this asks for them at once.
      await rows(database.db, 'select pg_stat_force_next_flush()');
      const [row] = await rows<{ hot: number; all: number }>(
        database.db,
        `select n_tup_hot_upd as hot, n_tup_upd as all from pg_stat_user_tables where relname = 'customer_order'`,
      );
      return row;
    };
    const found = await updates();
    assert.ok(Number(found?.all) > 0);
    assert.equal(found?.hot, found?.all);
  });
});
