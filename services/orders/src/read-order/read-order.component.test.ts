import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { silentLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import { product, type RunningOrders, runOrders } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';

describe('reading an order', () => {
  const { identity, userToken } = testIdentity({ service: 'orders' });
  let database: TestDatabase;
  let orders: RunningOrders;
  let token: string;
  let orderId: string;

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
    const productsUrl = 'http://127.0.0.1:1';
    orders = await runOrders({ databaseUrl: database.url, productsUrl, identity, log: silentLog() });
    await database.db.transaction((tx) => applySnapshots(tx, [product('22423', 1095)]));
    token = await userToken();
    orderId = (await orders.place(token, 'mine', { lines: [{ sku: '22423', quantity: 1 }] })).body.orderId;
  });
  after(async () => {
    await orders?.close();
    await database?.close();
  });

  test('shows it to its customer', async () => {
    const answer = await orders.get(token, `/v1/orders/${orderId}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.orderId, orderId);
  });

  test('shows it to staff', async () => {
    const staff = await userToken({ roles: ['customer', 'staff'] });
    assert.equal((await orders.get(staff, `/v1/orders/${orderId}`)).status, 200);
  });

  test('tells another customer no more than of an order that never was', async () => {
    const stranger = await userToken();
    const someoneElses = await orders.get(stranger, `/v1/orders/${orderId}`);
    const none = await orders.get(stranger, `/v1/orders/${randomUUID()}`);
    for (const answer of [someoneElses, none]) {
      assert.equal(answer.status, 404);
      assert.equal(answer.body.code, 'orders/not-found');
    }
    assert.deepEqual(Object.keys(someoneElses.body), Object.keys(none.body));
  });

  test('refuses an id that is none', async () => {
    for (const id of ['1', `urn:uuid:${orderId}`]) {
      const answer = await orders.get(token, `/v1/orders/${id}`);
      assert.equal(answer.status, 400, id);
      assert.equal(answer.body.code, 'request/invalid', id);
    }
  });
});
