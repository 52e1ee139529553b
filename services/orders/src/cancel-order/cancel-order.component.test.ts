import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { silentLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import { CUSTOMER, product, type RunningOrders, rows, runOrders } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';
import { type Answers, createAnswers } from '../reactions-for-tests.ts';

describe('cancelling an order', () => {
  const { identity, userToken, serviceToken } = testIdentity({ service: 'orders', callers: ['operator'] });
  let database: TestDatabase;
  let orders: RunningOrders;
  let answers: Answers;
  let token: string;
  let orderId: string;

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
    const productsUrl = 'http://127.0.0.1:1';
    orders = await runOrders({ databaseUrl: database.url, productsUrl, identity, log: silentLog() });
    answers = createAnswers(database.db);
    await database.db.transaction((tx) => applySnapshots(tx, [product('A', 1000)]));
    token = await userToken();
  });
  beforeEach(async () => {
    const lines = [{ sku: 'A', quantity: 1 }];
    orderId = (await orders.place(token, randomUUID(), { lines })).body.orderId;
  });
  after(async () => {
    await orders?.close();
    await database?.close();
  });

  const cancel = (by = token) => orders.post(by, `/v1/orders/${orderId}/cancellation`, {});
  const close = () => answers.answer('payment.closed', orderId, { closedAt: new Date().toISOString() });
  const events = (type: string) =>
    rows<{ payload: Record<string, unknown> }>(
      database.db,
      'select payload::jsonb from messaging.outbox where key = $1 and type = $2',
      orderId,
      `orders.order.${type}.v1`,
    );
  const waits = async () =>
    (await rows(database.db, 'select from order_waiting where order_id = $1', orderId)).length === 1;

  test('withdraws the payment first, and ends when payments has answered', async () => {
    const answer = await cancel();
    assert.equal(answer.status, 200);
    assert.equal(answer.body.state, 'cancelling');
    assert.equal(answer.body.final, false);
    assert.equal(answer.body.cancellable, false);
    assert.equal((await events('payment-withdrawn')).length, 1);
    assert.equal(await waits(), true);

    await close();
    const order = (await cancel()).body;
    assert.equal(order.state, 'cancelled');
    assert.equal(order.final, true);
    assert.equal(await waits(), false);
    const [cancelled] = await events('cancelled');
    assert.equal(cancelled?.payload.reason, 'customer');
    assert.deepEqual(cancelled?.payload.recipient, {
      email: CUSTOMER.email,
      name: CUSTOMER.delivery.name,
      language: 'en',
    });
    assert.equal((await events('payment-withdrawn')).length, 1);
  });

  test('says who did it', async () => {
    const answer = await cancel(await userToken({ roles: ['staff'] }));
    assert.equal(answer.body.timeline.at(-1)?.actor, 'staff');
    await close();
    assert.equal((await events('cancelled'))[0]?.payload.reason, 'staff');
  });

  test('may also be done by the operator', async () => {
    assert.equal((await cancel(await serviceToken('operator'))).body.state, 'cancelling');
  });

  test('of somebody else finds nothing', async () => {
    const answer = await cancel(await userToken());
    assert.equal(answer.status, 404);
    assert.equal(answer.body.code, 'orders/not-found');
    assert.deepEqual(await events('payment-withdrawn'), []);
  });

  test('beside an authorisation ends in one of two ways: confirmed and then given up, or given up before', async () => {
    await answers.answer('reservation.accepted', orderId, { lines: [] });
    const authorised = {
      customerId: randomUUID(),
      attemptId: randomUUID(),
      amount: { amountMinor: 1000, currency: 'GBP' },
      authorisedAt: new Date().toISOString(),
    };
    const [answer] = await Promise.all([cancel(), answers.answer('payment.authorised', orderId, authorised)]);
    assert.equal(answer.status, 200);
    const order = (await orders.get(token, `/v1/orders/${orderId}`)).body;
    assert.equal(order.state, 'cancelling');
    const states = order.timeline.map((step) => step.state).join(' ');
    assert.match(states, /^pending reserved (authorised confirmed )?cancelling$/);
    assert.deepEqual(
      order.timeline.map((step) => step.seq),
      order.timeline.map((_, position) => position + 1),
    );
  });

  test('is refused once the order has ended otherwise', async () => {
    const shortages = [{ sku: 'A', requested: 1, available: 0 }];
    await answers.answer('reservation.refused', orderId, { shortages });
    const answer = await cancel();
    assert.equal(answer.status, 409);
    assert.equal(answer.body.code, 'orders/cannot-cancel');
    assert.equal(answer.body.state, 'rejected');
  });
});
