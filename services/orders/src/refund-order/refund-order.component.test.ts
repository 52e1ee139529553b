import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { silentLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import type { Order } from '@fondaco/contracts/http/orders';
import { product, type RunningOrders, rows, runOrders } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';
import { type Answers, captured, createAnswers, refunded } from '../reactions-for-tests.ts';

const TOTAL = 2 * 1000 + 3 * 10;

describe('refunding an order', () => {
  const { identity, userToken } = testIdentity({ service: 'orders' });
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

  const refund = (body: object, key: string = randomUUID(), by = staff) =>
    orders.post(by, `/v1/orders/${orderId}/refunds`, { reason: 'came back', ...body }, key);
  const read = async (): Promise<Order> => (await orders.get(token, `/v1/orders/${orderId}`)).body;
  const shipFirst = async (lines: unknown): Promise<void> => {
    const { body } = await orders.post(staff, `/v1/orders/${orderId}/shipments`, { lines }, 'first');
    const shipmentId = String(body.shipments[0]?.shipmentId);
    await answers.answer('payment.captured', orderId, captured(shipmentId, TOTAL));
  };
  const ALL = [
    { sku: 'A', quantity: 2 },
    { sku: 'B', quantity: 3 },
  ];
  const settle = (order: Order) =>
    answers.answer(
      'payment.refunded',
      orderId,
      refunded(String(order.refunds.at(-1)?.refundId), order.refunds.at(-1)?.amount.amountMinor ?? 0),
    );
  const events = (type: string) =>
    rows<{ payload: Record<string, unknown> }>(
      database.db,
      'select payload::jsonb from messaging.outbox where key = $1 and type = $2 order by id',
      orderId,
      `orders.order.${type}.v1`,
    );

  test('of what has not been captured is refused: it is cancelled instead', async () => {
    const answer = await refund({});
    assert.equal(answer.status, 409);
    assert.equal(answer.body.code, 'orders/cannot-refund');
    assert.deepEqual((await read()).refunds, []);
  });

  test('gives back what units cost, and all parts add up to the total', async () => {
    await shipFirst(ALL);
    const first = await refund({ lines: [{ sku: 'b', quantity: 2 }] });
    assert.equal(first.status, 201);
    assert.equal(first.body.state, 'shipped');
    assert.deepEqual(first.body.refunds[0]?.amount, { amountMinor: 20, currency: 'GBP' });
    assert.equal(first.body.refunds[0]?.state, 'requested');
    assert.deepEqual(await events('lines-cancelled'), []);
    await settle(first.body);
    assert.deepEqual(
      (await read()).lines.map((line) => line.refunded),
      [0, 2],
    );

    const rest = await refund({});
    assert.deepEqual(rest.body.refunds[1]?.amount, { amountMinor: TOTAL - 20, currency: 'GBP' });
    await settle(rest.body);
    const order = await read();
    assert.equal(order.state, 'refunded');
    assert.deepEqual(
      (await events('refunded')).map(({ payload }) => payload.complete),
      [false, true],
    );
    await settle(order);
    assert.equal((await events('refunded')).length, 2);
    assert.equal((await refund({})).body.code, 'orders/cannot-refund');
  });

  test('cancels what has not shipped: it comes back into stock and never ships', async () => {
    await shipFirst([{ sku: 'A', quantity: 2 }]);
    const asked = await refund({ lines: [{ sku: 'B', quantity: 3 }] });
    assert.equal(asked.body.state, 'partly-shipped');
    assert.equal(asked.body.lines[1]?.cancelled, 3);
    const [cancelled] = await events('lines-cancelled');
    assert.deepEqual(cancelled?.payload.lines, [{ sku: 'B', quantity: 3 }]);
    assert.equal(cancelled?.payload.refundId, asked.body.refunds[0]?.refundId);
    const ship = await orders.post(staff, `/v1/orders/${orderId}/shipments`, {}, 'none-left');
    assert.equal(ship.body.code, 'orders/nothing-to-ship');
    await settle(asked.body);
    assert.equal((await read()).state, 'shipped');
  });

  test('that failed may be asked for again, and cancels nothing twice', async () => {
    await shipFirst([{ sku: 'A', quantity: 2 }]);
    const asked = await refund({ lines: [{ sku: 'B', quantity: 2 }] });
    const refundId = asked.body.refunds[0]?.refundId;
    const failed = { refundId, reason: 'account-closed', failedAt: new Date().toISOString() };
    await answers.answer('payment.refund-failed', orderId, failed);
    const order = await read();
    assert.equal(order.refunds[0]?.state, 'failed');
    assert.equal(order.timeline.at(-1)?.detail, 'account-closed');
    await answers.answer('payment.refund-failed', orderId, failed);
    assert.deepEqual(await read(), order);

    const again = await refund({ lines: [{ sku: 'B', quantity: 3 }] });
    assert.equal(again.body.lines[1]?.cancelled, 3);
    assert.deepEqual(
      (await events('lines-cancelled')).map(({ payload }) => payload.lines),
      [[{ sku: 'B', quantity: 2 }], [{ sku: 'B', quantity: 1 }]],
    );
  });

  test('of more than was sold is refused, also while another refund is under way', async () => {
    await shipFirst(ALL);
    const many = await refund({ lines: [{ sku: 'A', quantity: 3 }] });
    assert.equal(many.status, 409);
    assert.equal(many.body.code, 'orders/too-many-units');
    await refund({ lines: [{ sku: 'A', quantity: 2 }] });
    const over = await refund({ lines: [{ sku: 'A', quantity: 1 }] });
    assert.equal(over.body.code, 'orders/too-many-units');
    await refund({});
    assert.equal((await refund({})).body.code, 'orders/nothing-to-refund');
    const amounts = (await read()).refunds.map((one) => one.amount.amountMinor);
    assert.equal(
      amounts.reduce((sum, amount) => sum + amount, 0),
      TOTAL,
    );
  });

  test('twice with one key is one refund; with another body it is refused', async () => {
    await shipFirst(ALL);
    const all = await Promise.all(Array.from({ length: 5 }, () => refund({}, 'same')));
    assert.deepEqual([...new Set(all.map((answer) => answer.status))], [201]);
    assert.equal((await read()).refunds.length, 1);
    assert.equal((await events('refund-requested')).length, 1);
    const other = await refund({ lines: [{ sku: 'A', quantity: 1 }] }, 'same');
    assert.equal(other.body.code, 'orders/idempotency-key-reused');
  });

  test('by anybody but staff is refused, and so is an amount of their own', async () => {
    await shipFirst(ALL);
    assert.equal((await refund({}, 'k', token)).status, 403);
    assert.equal(
      (await refund({ amount: { amountMinor: 1, currency: 'GBP' } })).body.code,
      'request/invalid',
    );
    assert.equal((await refund({ lines: [{ sku: 'A', quantity: 0 }] })).body.code, 'request/invalid');
  });
});
