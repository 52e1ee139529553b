import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, describe, test } from 'node:test';
import { eventually, silentLog, testIdentity } from '@fondaco/chassis/testing';
import { type RunningOrders, rows, runOrders } from '../orders-for-tests.ts';
import { copyAndTopic, PATIENCE, some } from './copy-and-topic-for-tests.ts';

const PATH = '/v1/product-copy/rebuild';

describe('a rebuild of the copy of the catalogue, asked of the service', () => {
  const { database, kafka, publish, copy, assertEqualToTopic } = copyAndTopic();
  const { identity, userToken, serviceToken } = testIdentity({ service: 'orders' });
  const replicas: RunningOrders[] = [];

  const start = async (instance: string): Promise<RunningOrders> => {
    const replica = await runOrders({
      ...{ databaseUrl: database().url, productsUrl: 'http://127.0.0.1:1', identity, log: silentLog() },
      ...{ kafka: kafka(), instance },
    });
    replicas.push(replica);
    return replica;
  };
  afterEach(async () => {
    for (const replica of replicas.splice(0)) await replica.close();
  });

  test('it is for staff and the operator, one at a time, and its result can be read', async () => {
    await publish(...some(4));
    const orders = await start('orders-1');
    const customer = await userToken({});
    const operator = await serviceToken('operator', 'orders');
    assert.equal((await orders.post(customer, PATH, {})).status, 403);
    const none = await orders.get(operator, PATH);
    assert.deepEqual([none.status, none.body.code], [404, 'orders/never-rebuilt']);
    const asked = await Promise.all([1, 2, 3].map(() => orders.post(operator, PATH, {})));
    assert.deepEqual(
      asked.map(({ status, body }) => [status, body.state]),
      [
        [202, 'waiting'],
        [202, 'waiting'],
        [202, 'waiting'],
      ],
    );
    assert.equal(new Set(asked.map(({ body }) => body.rebuildId)).size, 1);
  });

  test('replicas build it beside their consumers, and customers order from it all the while', async () => {
    const products = some(300);
    await publish(...products);
    const [orders, other] = [await start('orders-1'), await start('orders-2')];
    for (const { service } of [orders, other]) for (const work of service.background) await work.start();
    await eventually(async () => assert.equal((await copy()).size, 300), PATIENCE);
    // What a consumer that is new has built from the topic alone.
    await assertEqualToTopic();
    await rows(database().db, 'update product_copy_variant set price_minor = 1');

    const operator = await serviceToken('operator', 'orders');
    const token = await userToken({});
    await orders.post(operator, PATH, {});
    await eventually(async () => {
      const placed = await orders.place(token, randomUUID(), { lines: [{ sku: 'SKU-7', quantity: 1 }] });
      assert.equal(placed.status, 201);
      const { body } = await other.get(operator, PATH);
      assert.equal(body.state, 'done');
    }, PATIENCE);
    const { body } = await other.get(operator, PATH);
    assert.deepEqual([body.products, body.changed, body.removed], [300, 300, 0]);
    await assertEqualToTopic();
  });
});
