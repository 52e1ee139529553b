import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { silentLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import type { Order } from '@fondaco/contracts/http/orders';
import { CUSTOMER, product, type RunningOrders, rows, runOrders } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';
import { type Answers, captured, createAnswers } from '../reactions-for-tests.ts';

const TOTAL = 2 * 1000 + 3 * 10;

describe('shipping an order', () => {
  const { identity, userToken, serviceToken } = testIdentity({ service: 'orders', callers: ['operator'] });
  let database: TestDatabase;
  let orders: RunningOrders;
  let answers: Answers;
  let token: string;
  let staff: string;
  let orderId: string;

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
    const productsUrl = 'http://127.0.0.1:1';
    orders = await runOrders({ databaseUrl: database.url, productsUrl, identity, log: silentLog() });
    answers = createAnswers(database.db);
    await database.db.transaction((tx) => applySnapshots(tx, [product('A', 1000), product('B', 10)]));
    token = await userToken();
    staff = await userToken({ roles: ['staff'] });
  });
  beforeEach(async () => {
    const lines = [
      { sku: 'A', quantity: 2 },
      { sku: 'B', quantity: 3 },
    ];
    orderId = (await orders.place(token, randomUUID(), { lines })).body.orderId;
    await answers.confirm(orderId, TOTAL);
  });
  after(async () => {
    await orders?.close();
    await database?.close();
  });

  const ship = (body: unknown, key: string = randomUUID(), by = staff) =>
    orders.post(by, `/v1/orders/${orderId}/shipments`, body, key);
  const read = async (): Promise<Order> => (await orders.get(token, `/v1/orders/${orderId}`)).body;
  const events = (type: string) =>
    rows<{ payload: Record<string, unknown> }>(
      database.db,
      'select payload::jsonb from messaging.outbox where key = $1 and type = $2 order by id',
      orderId,
      `orders.order.${type}.v1`,
    );
  const shippedUnits = (order: Order) => order.lines.map((line) => line.shipped);

  test('takes the whole amount before the first shipment leaves', async () => {
    const answer = await ship({ carrier: 'Post', trackingCode: 'T1' });
    assert.equal(answer.status, 201);
    assert.equal(answer.body.state, 'shipping');
    assert.deepEqual(shippedUnits(answer.body), [0, 0]);
    const shipmentId = String(answer.body.shipments[0]?.shipmentId);
    const [capture] = await events('capture-requested');
    assert.equal(capture?.payload.shipmentId, shipmentId);
    assert.deepEqual(capture?.payload.amount, { amountMinor: TOTAL, currency: 'GBP' });
    assert.deepEqual(await events('shipped'), []);

    await answers.answer('payment.captured', orderId, captured(shipmentId, TOTAL));
    const order = await read();
    assert.equal(order.state, 'shipped');
    assert.deepEqual(shippedUnits(order), [2, 3]);
    assert.equal(order.shipments[0]?.state, 'shipped');
    const [shipped] = await events('shipped');
    assert.deepEqual(shipped?.payload, {
      orderId,
      customerId: shipped?.payload.customerId,
      shipmentId,
      lines: [
        { sku: 'A', name: 'Name of A', quantity: 2 },
        { sku: 'B', name: 'Name of B', quantity: 3 },
      ],
      carrier: 'Post',
      trackingCode: 'T1',
      complete: true,
      recipient: { email: CUSTOMER.email, name: CUSTOMER.delivery.name, language: 'en' },
      delivery: CUSTOMER.delivery,
      shippedAt: order.timeline.at(-1)?.at,
    });

    await answers.answer('payment.captured', orderId, captured(shipmentId, TOTAL));
    assert.equal((await events('shipped')).length, 1);
    assert.deepEqual(await read(), order);
  });

  test('in parts: the second leaves at once, because the money was taken with the first', async () => {
    const first = await ship({ lines: [{ sku: 'a', quantity: 1 }] });
    await answers.answer(
      'payment.captured',
      orderId,
      captured(String(first.body.shipments[0]?.shipmentId), TOTAL),
    );
    assert.equal((await read()).state, 'partly-shipped');

    const second = await ship({ lines: [{ sku: 'B', quantity: 2 }] });
    assert.equal(second.body.state, 'partly-shipped');
    assert.deepEqual(shippedUnits(second.body), [1, 2]);
    const rest = await ship({});
    assert.equal(rest.body.state, 'shipped');
    assert.deepEqual(rest.body.shipments[2]?.lines, [
      { sku: 'A', quantity: 1 },
      { sku: 'B', quantity: 1 },
    ]);
    assert.equal((await events('capture-requested')).length, 1);
    assert.deepEqual(
      (await events('shipped')).map(({ payload }) => payload.complete),
      [false, false, true],
    );

    const none = await ship({});
    assert.equal(none.status, 409);
    assert.equal(none.body.code, 'orders/cannot-ship');
  });

  test('that cannot be paid for stops the shipment, and another may be tried', async () => {
    const stoppedBefore = await counter('orders_shipments_stopped_total');
    const { body } = await ship({});
    const shipmentId = String(body.shipments[0]?.shipmentId);
    const failed = { shipmentId, reason: 'card-declined', failedAt: new Date().toISOString() };
    await answers.answer('payment.capture-failed', orderId, failed);
    const order = await read();
    assert.equal(order.state, 'confirmed');
    assert.equal(order.shipments[0]?.state, 'stopped');
    assert.equal(order.shipments[0]?.reason, 'card-declined');
    assert.equal(order.timeline.at(-1)?.detail, 'card-declined');
    assert.equal(await counter('orders_shipments_stopped_total'), stoppedBefore + 1);

    await answers.answer('payment.capture-failed', orderId, failed);
    assert.deepEqual(await read(), order);
    assert.equal((await ship({})).body.state, 'shipping');
  });
  const counter = async (name: string): Promise<number> => {
    const line = (await answers.metrics.metrics())
      .split('\n')
      .find((one) => /^[{ ]/.test(one.slice(name.length)) && one.startsWith(name));
    return Number(line?.split(' ').at(-1) ?? 0);
  };

  test('twice with the same key makes one shipment; with another body it is refused', async () => {
    const first = await ship({ lines: [{ sku: 'A', quantity: 1 }] }, 'same');
    const again = await ship({ lines: [{ quantity: 1, sku: 'A' }] }, 'same');
    assert.equal(again.status, 201);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(again.body, first.body);
    const other = await ship({ lines: [{ sku: 'A', quantity: 2 }] }, 'same');
    assert.equal(other.status, 422);
    assert.equal(other.body.code, 'orders/idempotency-key-reused');
  });

  test('by ten requests at once with one key makes one shipment', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => ship({}, 'ten')));
    assert.deepEqual([...new Set(all.map((answer) => answer.status))], [201]);
    assert.equal((await read()).shipments.length, 1);
    assert.equal((await events('capture-requested')).length, 1);
  });

  for (const [what, lines, possible] of [
    ['more than was ordered', [{ sku: 'A', quantity: 3 }], 2],
    [
      'more of one SKU on two lines',
      [
        { sku: 'A', quantity: 1 },
        { sku: 'a', quantity: 2 },
      ],
      2,
    ],
    ['what was not ordered', [{ sku: 'C', quantity: 1 }], 0],
  ] as const) {
    test(`refuses ${what}, and says how much is possible`, async () => {
      const answer = await ship({ lines });
      assert.equal(answer.status, 409);
      assert.equal(answer.body.code, 'orders/too-many-units');
      const [excess] = answer.body.excesses as { possible: number }[];
      assert.equal(excess?.possible, possible);
      assert.equal((await read()).state, 'confirmed');
    });
  }

  for (const quantity of [0, -1, 1.5, 1e9]) {
    test(`refuses a quantity of ${quantity}`, async () => {
      assert.equal((await ship({ lines: [{ sku: 'A', quantity }] })).body.code, 'request/invalid');
    });
  }

  test('is for staff and the operator, and needs a key', async () => {
    assert.equal((await ship({}, 'k', token)).body.code, 'auth/forbidden');
    const keyless = await orders.post(staff, `/v1/orders/${orderId}/shipments`, {});
    assert.equal(keyless.body.code, 'orders/idempotency-key-missing');
    const unknown = await orders.post(staff, `/v1/orders/${randomUUID()}/shipments`, {}, 'k');
    assert.equal(unknown.body.code, 'orders/not-found');
    assert.equal((await ship({}, 'operator', await serviceToken('operator'))).status, 201);
  });

  test('is delivered once all of it has shipped, and cannot be before', async () => {
    const deliver = () => orders.post(staff, `/v1/orders/${orderId}/delivery`, {});
    assert.equal((await deliver()).body.code, 'orders/cannot-deliver');
    const { body } = await ship({});
    await answers.answer('payment.captured', orderId, captured(String(body.shipments[0]?.shipmentId), TOTAL));
    const delivered = await deliver();
    assert.equal(delivered.status, 200);
    assert.equal(delivered.body.state, 'delivered');
    assert.deepEqual((await deliver()).body, delivered.body);
    assert.equal((await events('delivered')).length, 1);
    assert.equal((await orders.post(token, `/v1/orders/${orderId}/delivery`, {})).status, 403);
  });

  test('cannot be cancelled from then on', async () => {
    await ship({});
    const answer = await orders.post(token, `/v1/orders/${orderId}/cancellation`, {});
    assert.equal(answer.status, 409);
    assert.equal(answer.body.code, 'orders/cannot-cancel');
    assert.equal((await read()).cancellable, false);
  });
});
