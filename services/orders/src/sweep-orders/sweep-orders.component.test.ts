import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { silentLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import type { Order } from '@fondaco/contracts/http/orders';
import { product, type RunningOrders, rows, runOrders } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';
import { type Answers, captured, createAnswers } from '../reactions-for-tests.ts';
import { countWaiting } from '../waiting/waiting-store.ts';
import { sweepOrders } from './sweep-orders.ts';
import { sweepRefunds } from './sweep-refunds.ts';

const ANSWER_SECONDS = 30;

describe('sweeping orders', () => {
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
    answers = createAnswers(database.db, ANSWER_SECONDS);
    await database.db.transaction((tx) => applySnapshots(tx, [product('A', 1000), product('B', 10)]));
    token = await userToken();
    staff = await userToken({ roles: ['staff'] });
  });
  beforeEach(async () => {
    await rows(database.db, 'delete from order_waiting');
    orderId = await place();
  });
  after(async () => {
    await orders?.close();
    await database?.close();
  });

  const place = async (): Promise<string> => {
    const lines = [
      { sku: 'A', quantity: 1 },
      { sku: 'B', quantity: 2 },
    ];
    return (await orders.place(token, randomUUID(), { lines })).body.orderId;
  };
  const now = () => new Date();
  const deps = () => ({
    db: database.db,
    outbox: answers.outbox,
    process: answers.process,
    metrics: answers.orderMetrics,
    now,
    answerSeconds: ANSWER_SECONDS,
  });
  /** Two replicas at the same time. */
  const sweep = () => Promise.all([sweepOrders(deps())(), sweepOrders(deps())()]);
  const read = async (): Promise<Order> => (await orders.get(token, `/v1/orders/${orderId}`)).body;
  const events = (type: string) =>
    rows<{ payload: Record<string, unknown> }>(
      database.db,
      'select payload::jsonb from messaging.outbox where key = $1 and type = $2 order by id',
      orderId,
      `orders.order.${type}.v1`,
    );
  /** As if so much time had passed. */
  const letPass = async (seconds: number): Promise<void> => {
    await rows(
      database.db,
      `with waiting as (update order_waiting set due_at = due_at - make_interval(secs => $1),
         asked_at = asked_at - make_interval(secs => $1))
       update customer_order set updated_at = updated_at - make_interval(secs => $1),
         payment_deadline = payment_deadline - make_interval(secs => $1)`,
      seconds,
    );
  };

  test('leaves alone what has not waited for long', async () => {
    await sweep();
    assert.equal((await events('placed')).length, 1);
    assert.equal((await read()).state, 'pending');
  });

  test('asks Products again, with the same question, once by all replicas together', async () => {
    await letPass(31);
    await sweep();
    const [first, second, ...more] = await events('placed');
    assert.deepEqual(second?.payload, first?.payload);
    assert.deepEqual(more, []);

    await letPass(31);
    await sweep();
    assert.equal((await events('placed')).length, 3);
    assert.equal((await read()).state, 'pending');
  });

  test('asks for a payment again less often, because it waits for the customer', async () => {
    await answers.answer('reservation.accepted', orderId, { lines: [] });
    await letPass(31);
    await sweep();
    assert.equal((await events('payment-requested')).length, 1);
    await letPass(300);
    await sweep();
    assert.equal((await events('payment-requested')).length, 2);
  });

  test('gives an unpaid order up at its deadline, once by all replicas together', async () => {
    await answers.answer('reservation.accepted', orderId, { lines: [] });
    await letPass(1_801);
    await sweep();
    const order = await read();
    assert.equal(order.state, 'expiring');
    assert.deepEqual(order.timeline.at(-1), {
      seq: 3,
      state: 'expiring',
      cause: 'payment-deadline',
      actor: 'system',
      detail: null,
      at: order.timeline.at(-1)?.at,
    });
    assert.equal((await events('payment-withdrawn')).length, 1);

    await letPass(31);
    await sweep();
    assert.equal((await events('payment-withdrawn')).length, 2);
    await answers.answer('payment.closed', orderId, { closedAt: now().toISOString() });
    assert.equal((await read()).state, 'expired');
    const [cancelled] = await events('cancelled');
    assert.equal(cancelled?.payload.reason, 'expired');
    await letPass(31);
    await sweep();
    assert.equal((await events('payment-withdrawn')).length, 2);
  });

  test('looks at a paid order no more', async () => {
    await answers.confirm(orderId, 1020);
    await letPass(10_000);
    await sweep();
    assert.equal((await read()).state, 'confirmed');
    assert.deepEqual(await events('payment-withdrawn'), []);
  });

  test('asks for the capture again, for the same shipment', async () => {
    await answers.confirm(orderId, 1020);
    await orders.post(staff, `/v1/orders/${orderId}/shipments`, {}, 'first');
    await letPass(31);
    await sweep();
    const asked = await events('capture-requested');
    assert.equal(asked.length, 2);
    assert.equal(asked[0]?.payload.shipmentId, asked[1]?.payload.shipmentId);
  });

  test('asks for a refund again until it is answered, once by all replicas together', async () => {
    await answers.confirm(orderId, 1020);
    const { body } = await orders.post(staff, `/v1/orders/${orderId}/shipments`, {}, 'first');
    const shipmentId = String(body.shipments[0]?.shipmentId);
    await answers.answer('payment.captured', orderId, captured(shipmentId, 1020));
    await orders.post(staff, `/v1/orders/${orderId}/refunds`, { reason: 'broken' }, 'first');
    await rows(database.db, `update order_refund set asked_at = now() - interval '31 seconds'`);
    await Promise.all([sweepRefunds(deps())(), sweepRefunds(deps())()]);
    const asked = await events('refund-requested');
    assert.equal(asked.length, 2);
    assert.equal(asked[0]?.payload.refundId, asked[1]?.payload.refundId);
    assert.deepEqual(asked[0]?.payload.amount, asked[1]?.payload.amount);
  });

  test('goes through more than a batch, each order once', async () => {
    for (let placed = 0; placed < 60; placed += 1) await place();
    await letPass(31);
    const questions = async () => Number((await rows<{ n: number }>(database.db, PLACED_EVENTS))[0]?.n);
    const before = await questions();
    await sweep();
    assert.equal(await questions(), before + 61);
  });
  const PLACED_EVENTS = `select count(*) as n from messaging.outbox where type = 'orders.order.placed.v1'`;

  test('counts who waits, and for how long', async () => {
    await letPass(20);
    const [pending, ...others] = await countWaiting(database.db);
    assert.deepEqual(others, []);
    assert.equal(pending?.state, 'pending');
    assert.equal(pending?.orders, 1);
    assert.ok(pending.oldestSeconds >= 20 && pending.oldestSeconds < 60);
  });
});
