import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { silentLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import { product, type RunningOrders, rows, runOrders } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';

const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const line = (sku: string, quantity = 1) => ({ sku, quantity });

describe('an idempotency key', () => {
  const { identity, userToken } = testIdentity({ service: 'orders' });
  let database: TestDatabase;
  let orders: RunningOrders;
  let token: string;

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
    const productsUrl = 'http://127.0.0.1:1';
    orders = await runOrders({ databaseUrl: database.url, productsUrl, identity, log: silentLog() });
    token = await userToken();
    await learn(product('22423', 1095));
  });
  after(async () => {
    await orders?.close();
    await database?.close();
  });

  const learn = (...snapshots: ReturnType<typeof product>[]) =>
    database.db.transaction((tx) => applySnapshots(tx, snapshots));
  const ordersOf = (key: string) =>
    rows(database.db, 'select id from customer_order where idempotency_key = $1', key);
  const eventsOf = (orderId: string) =>
    rows(database.db, 'select type from messaging.outbox where key = $1', orderId);

  test('that has an order answers the same request with it, and places nothing', async () => {
    const body = { lines: [line('22423', 2)] };
    const first = await orders.place(token, 'again', body);
    const placed = await orders.metric('orders_placed_total');
    const second = await orders.place(token, 'again', { lines: [line('22423'), line('22423')] });

    assert.equal(second.status, 201);
    assert.equal(second.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(second.body, first.body);
    assert.equal((await ordersOf('again')).length, 1);
    assert.equal((await eventsOf(first.body.orderId)).length, 1);
    assert.equal(await orders.metric('orders_placed_total'), placed);
  });

  test('that has an order answers the same request with it even when it would be refused today', async () => {
    const snapshot = product('SOON-GONE', 100);
    await learn(snapshot);
    const body = { lines: [line('SOON-GONE')], expectedTotal: gbp(100) };
    const first = await orders.place(token, 'refused-today', body);
    await learn({ ...snapshot, version: 2, variants: [{ sku: 'SOON-GONE', price: gbp(101) }] });
    assert.deepEqual((await orders.place(token, 'refused-today', body)).body, first.body);
    await learn({ ...snapshot, version: 3, status: 'archived' });
    assert.deepEqual((await orders.place(token, 'refused-today', body)).body, first.body);
  });

  test('that has an order refuses another body', async () => {
    await orders.place(token, 'other-body', { lines: [line('22423')] });
    const answer = await orders.place(token, 'other-body', { lines: [line('22423', 2)] });
    assert.equal(answer.status, 422);
    assert.equal(answer.body.code, 'orders/idempotency-key-reused');
    assert.equal((await ordersOf('other-body')).length, 1);
  });

  test('is the customer’s own', async () => {
    const first = await orders.place(token, 'shared', { lines: [line('22423')] });
    const second = await orders.place(await userToken(), 'shared', { lines: [line('22423', 5)] });
    assert.equal(second.status, 201);
    assert.notEqual(second.body.orderId, first.body.orderId);
  });

  test('of twenty equal requests at once gets one order, which answers all of them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => orders.place(token, 'twenty', { lines: [line('22423', 3)] })),
    );
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [201]);
    assert.equal(new Set(answers.map((answer) => JSON.stringify(answer.body))).size, 1);
    assert.equal(answers.filter((answer) => answer.headers.get('idempotency-replayed') === null).length, 1);
    const placed = await ordersOf('twenty');
    assert.equal(placed.length, 1);
    assert.equal((await eventsOf(String(placed[0]?.id))).length, 1);
  });

  test('of twenty different requests at once gets one order, and the others are refused', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        orders.place(token, 'different', { lines: [line('22423', n + 1)] }),
      ),
    );
    const codes = answers.map((answer) => answer.body.code ?? answer.status);
    assert.equal(codes.filter((code) => code === 201).length, 1);
    assert.equal(codes.filter((code) => code === 'orders/idempotency-key-reused').length, 19);
    assert.equal((await ordersOf('different')).length, 1);
  });
});
