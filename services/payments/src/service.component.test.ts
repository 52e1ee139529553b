import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  eventually,
  silentLog,
  type TestDatabase,
  type TestKafka,
  testDatabase,
  testIdentity,
  testKafka,
} from '@fondaco/chassis/testing';
import type { Payment } from '@fondaco/contracts/http/payments';
import { createFakeProvider } from './fake-provider-for-tests.ts';
import { gbp, MIGRATIONS, type RunningPayments, rows, runPayments } from './payments-for-tests.ts';

/** A group's first join alone can take seconds on a busy machine. */
const PATIENCE = { within: 30_000 };

describe('payments, with the events of orders', () => {
  const { identity, userToken } = testIdentity({ service: 'payments' });
  const customerId = randomUUID();
  const provider = createFakeProvider();
  let database: TestDatabase;
  let kafka: TestKafka;
  let payments: RunningPayments;
  let token: string;

  before(async () => {
    database = await testDatabase(MIGRATIONS);
    kafka = await testKafka(['orders.order', 'payments.payment']);
    payments = await runPayments({
      env: {
        DATABASE_URL: database.url,
        KAFKA_BROKERS: kafka.brokers.join(','),
        KAFKA_NAMESPACE: kafka.namespace,
      },
      identity,
      log: silentLog(),
      provider,
    });
    for (const work of payments.service.background) await work.start();
    token = await userToken({ userId: customerId });
  });
  after(async () => {
    await payments?.close();
    await kafka?.close();
    await database?.close();
  });

  const send = (event: string, orderId: string, data: Record<string, unknown>, id: string = randomUUID()) =>
    kafka.produce('orders.order', {
      key: orderId,
      value: { orderId, customerId, fieldOfTomorrow: { unknown: true }, ...data },
      headers: {
        ce_specversion: '1.0',
        ce_id: id,
        ce_type: `orders.order.${event}.v1`,
        ce_source: '/fondaco/orders',
        ce_time: new Date().toISOString(),
        ce_subject: orderId,
        'content-type': 'application/json',
      },
    });
  const at = new Date().toISOString();
  const request = (orderId: string, id?: string) =>
    send('payment-requested', orderId, { amount: gbp(1095), deadline: at, requestedAt: at }, id);
  const told = (orderId: string, types: readonly string[]) =>
    eventually(async () => {
      const messages = (await kafka.read('payments.payment')).filter(({ key }) => key === orderId);
      assert.deepEqual(
        messages.map(({ headers }) => headers.ce_type),
        types.map((type) => `payments.payment.${type}.v1`),
      );
      return messages;
    }, PATIENCE);
  const state = async (orderId: string) =>
    (await payments.call<Payment>(token, `/v1/payments/${orderId}`)).body.state;

  test('an order is paid, shipped, and a part of it given back', async () => {
    const orderId = randomUUID();
    const paid = await payments.pay(token, orderId, randomUUID(), { cardToken: 'tok_ok' });
    assert.equal(paid.status, 202);
    const eventId = randomUUID();
    await request(orderId, eventId);
    await request(orderId, eventId);
    await told(orderId, ['authorised']);
    const [shipmentId, refundId] = [randomUUID(), randomUUID()];
    await send('capture-requested', orderId, { shipmentId, amount: gbp(1095), requestedAt: at });
    await told(orderId, ['authorised', 'captured']);
    await send('refund-requested', orderId, {
      refundId,
      amount: gbp(95),
      reason: 'broken',
      requestedAt: at,
    });
    const [, captured, refunded] = await told(orderId, ['authorised', 'captured', 'refunded']);
    assert.partialDeepStrictEqual(captured?.value, { shipmentId, amount: gbp(1095) });
    assert.partialDeepStrictEqual(refunded?.value, { refundId, amount: gbp(95) });
    const [inbox] = await rows(
      database.db,
      'select count(*)::int as n from messaging.inbox where event_id = $1',
      eventId,
    );
    assert.equal(inbox?.n, 1);
    assert.equal([...provider.payments.values()].filter((one) => one.orderId === orderId).length, 1);
  });

  test('a withdrawal is answered when nothing is held any more, and what nobody handles is let through', async () => {
    const orderId = randomUUID();
    await request(orderId);
    await send('placed', orderId, {});
    await eventually(async () => {
      const { status } = await payments.pay(token, orderId, `key-${orderId}`, { cardToken: 'tok_ok' });
      assert.equal(status, 202);
    }, PATIENCE);
    await told(orderId, ['authorised']);
    await send('payment-withdrawn', orderId, { reason: 'customer', withdrawnAt: at });
    await told(orderId, ['authorised', 'closed']);
    assert.equal(await state(orderId), 'closed');
  });

  test('what cannot have happened is parked, with what follows it under the same key and nothing else', async () => {
    const orderId = randomUUID();
    const another = randomUUID();
    await send('capture-requested', orderId, {
      shipmentId: randomUUID(),
      amount: gbp(1),
      requestedAt: at,
    });
    await request(orderId);
    await request(another);
    await eventually(async () => {
      const parked = await rows(
        database.db,
        'select reason from messaging.parked_message where key = $1 order by id',
        orderId,
      );
      assert.equal(parked.length, 2);
      assert.match(String(parked[0]?.reason), new RegExp(`there is no payment of order ${orderId}`));
    }, PATIENCE);
    await eventually(async () => {
      const found = await rows(database.db, 'select state from payment where order_id = $1', another);
      assert.deepEqual(found, [{ state: 'due' }]);
    }, PATIENCE);
    const staff = await userToken({ roles: ['staff'] });
    const listed = await payments.call<{ items: unknown[] }>(staff, '/v1/parked-messages');
    assert.equal(listed.status, 200);
  });

  test('tells how much work is unfinished', async () => {
    await eventually(async () => {
      assert.equal(await payments.metric('payments_work_unfinished'), 0);
      assert.equal(await payments.metric('payments_work_oldest_seconds'), 0);
    }, PATIENCE);
  });
});
