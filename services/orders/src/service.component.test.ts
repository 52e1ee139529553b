import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  eventually,
  recordingLog,
  type TestDatabase,
  type TestKafka,
  testDatabase,
  testIdentity,
  testKafka,
} from '@fondaco/chassis/testing';
import type { Order } from '@fondaco/contracts/http/orders';
import {
  type FakeProducts,
  product,
  type RunningOrders,
  rows,
  runOrders,
  startFakeProducts,
} from './orders-for-tests.ts';

const TOPICS = ['products.product', 'products.reservation', 'orders.order'];
const ACCEPTED = 'products.reservation.accepted.v1';
const REFUSED = 'products.reservation.refused.v1';
/** A group's first join alone can take seconds on a busy machine. */
const PATIENCE = { within: 30_000 };

describe('orders, with the events of other services', () => {
  const { identity, userToken } = testIdentity({ service: 'orders' });
  const { log, records } = recordingLog();
  const customerId = randomUUID();
  const sku = '22423';
  let database: TestDatabase;
  let kafka: TestKafka;
  let products: FakeProducts;
  let orders: RunningOrders;
  let token: string;

  before(async () => {
    database = await testDatabase(new URL('../migrations', import.meta.url).pathname);
    kafka = await testKafka(TOPICS);
    products = await startFakeProducts();
    orders = await runOrders({ databaseUrl: database.url, productsUrl: products.url, identity, log, kafka });
    for (const work of orders.service.background) await work.start();
    token = await userToken({ userId: customerId });
    await produce('products.product', 'products.product.snapshot.v1', 'product', product(sku, 1095));
    await eventually(async () => assert.equal((await copied(sku)).length, 1), PATIENCE);
  });
  after(async () => {
    await orders?.close();
    await products?.close();
    await kafka?.close();
    await database?.close();
  });

  const copied = (of: string) => rows(database.db, 'select sku from product_copy_variant where sku = $1', of);
  const produce = (topic: string, type: string, key: string, value: unknown, id: string = randomUUID()) =>
    kafka.produce(topic, {
      key,
      value,
      headers: {
        ce_specversion: '1.0',
        ce_id: id,
        ce_type: type,
        ce_source: '/fondaco/products',
        ce_time: new Date().toISOString(),
        ce_subject: key,
        'content-type': 'application/json',
      },
    });
  const accept = (orderId: string, eventId?: string) =>
    produce('products.reservation', ACCEPTED, orderId, { orderId, lines: [{ sku, quantity: 1 }] }, eventId);
  const refuse = (orderId: string) =>
    produce('products.reservation', REFUSED, orderId, {
      orderId,
      shortages: [{ sku, requested: 1, available: 0 }],
    });
  const place = async (): Promise<Order> => {
    const answer = await orders.place(token, randomUUID(), { lines: [{ sku, quantity: 1 }] });
    assert.equal(answer.status, 201);
    return answer.body;
  };
  const read = async (orderId: string): Promise<Order> =>
    (await orders.get(token, `/v1/orders/${orderId}`)).body;
  const untilFinal = (orderId: string): Promise<Order> =>
    eventually(async () => {
      const order = await read(orderId);
      assert.equal(order.final, true);
      return order;
    }, PATIENCE);
  const messagesOf = (orderId: string, count: number) =>
    eventually(async () => {
      const messages = (await kafka.read('orders.order')).filter((message) => message.key === orderId);
      assert.equal(messages.length, count);
      return messages;
    }, PATIENCE);
  /** All that was sent for the order is dealt with: a later message of its key has been. */
  const untilDealtWith = async (orderId: string): Promise<void> => {
    const last = randomUUID();
    await accept(orderId, last);
    await eventually(async () => {
      assert.equal(
        (await rows(database.db, 'select from messaging.inbox where event_id = $1', last)).length,
        1,
      );
    }, PATIENCE);
  };

  test('confirms an order whose reservation was accepted', async () => {
    const confirmedBefore = await orders.metric('orders_state_transitions_total', { state: 'confirmed' });
    const finalBefore = await orders.metric('orders_placed_to_final_seconds_count', { state: 'confirmed' });
    const { orderId, placedAt } = await place();
    await accept(orderId);

    const order = await untilFinal(orderId);
    assert.equal(order.state, 'confirmed');
    assert.deepEqual(
      order.timeline.map(({ state, cause }) => [state, cause]),
      [
        ['pending', 'POST /v1/orders'],
        ['reserved', ACCEPTED],
        ['confirmed', ACCEPTED],
      ],
    );

    const [placed, confirmed] = await messagesOf(orderId, 2);
    assert.equal(placed?.headers.ce_type, 'orders.order.placed.v1');
    assert.equal(confirmed?.headers.ce_type, 'orders.order.confirmed.v1');
    assert.deepEqual(confirmed?.value, { orderId, customerId, confirmedAt: order.timeline[2]?.at });
    assert.ok(JSON.stringify(placed?.value).includes(placedAt));

    assert.equal(
      await orders.metric('orders_state_transitions_total', { state: 'confirmed' }),
      confirmedBefore + 1,
    );
    assert.equal(
      await orders.metric('orders_placed_to_final_seconds_count', { state: 'confirmed' }),
      finalBefore + 1,
    );
    assert.deepEqual(products.calls, []);
  });

  test('rejects an order whose reservation was refused, and says what was short', async () => {
    const { orderId } = await place();
    await refuse(orderId);

    const order = await untilFinal(orderId);
    assert.equal(order.state, 'rejected');
    assert.deepEqual(order.shortages, [{ sku, requested: 1, available: 0 }]);
    assert.deepEqual(
      order.timeline.map(({ state, cause }) => [state, cause]),
      [
        ['pending', 'POST /v1/orders'],
        ['rejected', REFUSED],
      ],
    );
    const [, rejected] = await messagesOf(orderId, 2);
    assert.equal(rejected?.headers.ce_type, 'orders.order.rejected.v1');
    assert.deepEqual(rejected?.value, {
      orderId,
      customerId,
      reason: 'insufficient-stock',
      shortages: order.shortages,
      rejectedAt: order.timeline[1]?.at,
    });
  });

  test('takes the same message only once, and ignores what comes after the end', async () => {
    const { orderId } = await place();
    const eventId = randomUUID();
    await accept(orderId, eventId);
    const confirmed = await untilFinal(orderId);
    const lateBefore = await orders.metric('orders_late_events_total');

    await accept(orderId, eventId);
    await refuse(orderId);
    await untilDealtWith(orderId);

    assert.deepEqual(await read(orderId), confirmed);
    await messagesOf(orderId, 2);
    assert.equal(await orders.metric('orders_late_events_total', { type: REFUSED }), 1);
    assert.equal(await orders.metric('orders_late_events_total'), lateBefore + 2);
    assert.ok(records.some((record) => record.orderId === orderId && record.level === 'warn'));
  });

  test('parks a message about an order that does not exist, and goes on with others', async () => {
    const nobodys = randomUUID();
    await accept(nobodys);
    const { orderId } = await place();
    await accept(orderId);
    assert.equal((await untilFinal(orderId)).state, 'confirmed');
    await eventually(async () => {
      const [parked] = await rows(
        database.db,
        'select consumer, type, reason from messaging.parked_message where key = $1',
        nobodys,
      );
      assert.equal(parked?.consumer, 'orders.order-process');
      assert.match(String(parked?.reason), new RegExp(`there is no order ${nobodys}`));
    }, PATIENCE);
  });

  test('parks an answer that the order does not wait for', async () => {
    const { orderId } = await place();
    await rows(database.db, `update customer_order set state = 'reserved' where id = $1`, orderId);
    await refuse(orderId);
    await eventually(async () => {
      const parked = await rows(
        database.db,
        'select reason from messaging.parked_message where key = $1',
        orderId,
      );
      assert.match(String(parked[0]?.reason), /a reserved order waits for no stock/);
    }, PATIENCE);
    assert.equal((await read(orderId)).state, 'reserved');
  });

  test('prices by the newest snapshot, also when an older one comes after it', async () => {
    const newest = product('PRICED', 300, { version: 3 });
    const older = {
      ...newest,
      version: 2,
      variants: [{ sku: 'PRICED', price: { amountMinor: 200, currency: 'GBP' } }],
    };
    const later = product('LATER', 1, { productId: newest.productId, version: 4 });
    const snapshot = 'products.product.snapshot.v1';
    const { productId } = newest;
    await produce('products.product', snapshot, productId, newest);
    await eventually(async () => assert.equal((await copied('PRICED')).length, 1), PATIENCE);
    await produce('products.product', snapshot, productId, older);
    await produce('products.product', snapshot, productId, product('BESIDE', 1, { productId: randomUUID() }));
    await eventually(async () => assert.equal((await copied('BESIDE')).length, 1), PATIENCE);
    const answer = await orders.place(token, randomUUID(), { lines: [{ sku: 'PRICED', quantity: 1 }] });
    assert.equal(answer.body.total.amountMinor, 300);

    await produce('products.product', snapshot, productId, later);
    await eventually(async () => assert.deepEqual(await copied('PRICED'), []), PATIENCE);
  });

  test('is ready when its database answers', async () => {
    const { checks } = orders.service;
    assert.deepEqual(Object.keys(checks), ['database']);
    await checks.database?.();
  });
});
