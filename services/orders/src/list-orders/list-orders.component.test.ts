import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { silentLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import type { OrderPage } from '@fondaco/contracts/http/orders';
import type { Static } from 'typebox';
import { product, type RunningOrders, runOrders } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';

type Page = Static<typeof OrderPage>;

describe('listing my orders', () => {
  const { identity, userToken } = testIdentity({ service: 'orders' });
  let database: TestDatabase;
  let orders: RunningOrders;
  let token: string;
  const placed: string[] = [];

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
    const productsUrl = 'http://127.0.0.1:1';
    orders = await runOrders({ databaseUrl: database.url, productsUrl, identity, log: silentLog() });
    await database.db.transaction((tx) => applySnapshots(tx, [product('22423', 1095)]));
    token = await userToken();
    for (let n = 1; n <= 5; n += 1) placed.unshift(await place(token, n));
    await place(await userToken(), 1);
  });
  after(async () => {
    await orders?.close();
    await database?.close();
  });

  const place = async (customer: string, quantity: number): Promise<string> => {
    const body = { lines: [{ sku: '22423', quantity }], reference: `number ${quantity}` };
    return (await orders.place(customer, `key ${quantity}`.replace(' ', '-'), body)).body.orderId;
  };
  const list = async (query: string): Promise<Page> => {
    const answer = await orders.get(token, `/v1/orders?${query}`);
    assert.equal(answer.status, 200);
    return answer.body as unknown as Page;
  };

  test('shows mine and nobody else’s, the newest first', async () => {
    const page = await list('');
    assert.deepEqual(
      page.items.map((item) => item.orderId),
      placed,
    );
    assert.equal(page.nextCursor, null);
    assert.deepEqual(page.items[0], {
      orderId: placed[0],
      placedAt: page.items[0]?.placedAt,
      state: 'pending',
      final: false,
      reference: 'number 5',
      total: { amountMinor: 5475, currency: 'GBP' },
    });
  });

  test('goes through the pages without losing or repeating one, also while orders are placed', async () => {
    const first = await list('limit=2');
    await place(token, 6);
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    const third = await list(`limit=2&cursor=${second.nextCursor}`);
    assert.deepEqual(
      [...first.items, ...second.items, ...third.items].map((item) => item.orderId),
      placed,
    );
    assert.deepEqual([first.items.length, second.items.length, third.items.length], [2, 2, 1]);
    assert.equal(third.nextCursor, null);
  });

  test('is empty for a customer without orders', async () => {
    const answer = await orders.get(await userToken(), '/v1/orders');
    assert.deepEqual(answer.body, { items: [], nextCursor: null });
  });

  for (const [query, code] of [
    ['cursor=abc', 'orders/cursor-invalid'],
    ['limit=0', 'request/invalid'],
    ['limit=101', 'request/invalid'],
    ['limit=ten', 'request/invalid'],
    ['customerId=1', 'request/invalid'],
  ]) {
    test(`refuses ${query}`, async () => {
      const answer = await orders.get(token, `/v1/orders?${query}`);
      assert.equal(answer.status, 400);
      assert.equal(answer.body.code, code);
    });
  }
});
