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
import type { Order, OrderState } from '@fondaco/contracts/http/orders';
import {
  CUSTOMER,
  type FakeProducts,
  product,
  type RunningOrders,
  rows,
  runOrders,
  startFakeProducts,
} from './orders-for-tests.ts';

const TOPICS = ['products.product', 'products.reservation', 'payments.payment', 'orders.order'];
const ACCEPTED = 'products.reservation.accepted.v1';
const REFUSED = 'products.reservation.refused.v1';
const AUTHORISED = 'payments.payment.authorised.v1';
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const RECIPIENT = { email: CUSTOMER.email, name: CUSTOMER.delivery.name, language: 'en' };
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
  const payment = (orderId: string, event: string, data: Record<string, unknown>) =>
    produce('payments.payment', `payments.payment.${event}.v1`, orderId, { orderId, ...data });
  const authorise = (orderId: string) =>
    payment(orderId, 'authorised', {
      customerId,
      attemptId: randomUUID(),
      amount: gbp(1095),
      authorisedAt: new Date().toISOString(),
    });
  const decline = (orderId: string, reason: string) =>
    payment(orderId, 'declined', {
      customerId,
      attemptId: randomUUID(),
      reason,
      declinedAt: new Date().toISOString(),
    });
  const close = (orderId: string) => payment(orderId, 'closed', { closedAt: new Date().toISOString() });
  const until = (orderId: string, state: OrderState): Promise<Order> =>
    eventually(async () => {
      const order = await read(orderId);
      assert.equal(order.state, state);
      return order;
    }, PATIENCE);
  const confirm = async (orderId: string): Promise<Order> => {
    await accept(orderId);
    await until(orderId, 'reserved');
    await authorise(orderId);
    return until(orderId, 'confirmed');
  };
  const steps = (order: Order) => order.timeline.map(({ state, cause, actor }) => [state, cause, actor]);
  const refuse = (orderId: string) =>
    produce('products.reservation', REFUSED, orderId, {
      orderId,
      shortages: [{ sku, requested: 1, available: 0 }],
    });
  const waitingRows = (orderId: string) =>
    rows(database.db, 'select from order_waiting where order_id = $1', orderId);
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

  test('asks for the payment of what is reserved, and confirms what is paid', async () => {
    const confirmedBefore = await orders.metric('orders_state_transitions_total', { state: 'confirmed' });
    const finalBefore = await orders.metric('orders_placed_to_final_seconds_count', { state: 'confirmed' });
    const { orderId, placedAt, paymentDeadline } = await place();
    const order = await confirm(orderId);

    assert.deepEqual(steps(order), [
      ['pending', 'POST /v1/orders', 'customer'],
      ['reserved', ACCEPTED, 'system'],
      ['authorised', AUTHORISED, 'system'],
      ['confirmed', AUTHORISED, 'system'],
    ]);
    const [placed, requested, confirmed] = await messagesOf(orderId, 3);
    assert.equal(placed?.headers.ce_type, 'orders.order.placed.v1');
    assert.ok(JSON.stringify(placed?.value).includes(placedAt));
    assert.equal(requested?.headers.ce_type, 'orders.order.payment-requested.v1');
    assert.deepEqual(requested?.value, {
      orderId,
      customerId,
      amount: gbp(1095),
      deadline: paymentDeadline,
      requestedAt: order.timeline[1]?.at,
    });
    assert.equal(confirmed?.headers.ce_type, 'orders.order.confirmed.v1');
    assert.deepEqual(confirmed?.value, {
      orderId,
      customerId,
      recipient: RECIPIENT,
      delivery: CUSTOMER.delivery,
      lines: [{ sku, name: `Name of ${sku}`, quantity: 1, total: gbp(1095) }],
      total: gbp(1095),
      confirmedAt: order.timeline[3]?.at,
    });
    assert.deepEqual(await waitingRows(orderId), []);

    const moved = await orders.metric('orders_state_transitions_total', { state: 'confirmed' });
    assert.equal(moved, confirmedBefore + 1);
    const final = await orders.metric('orders_placed_to_final_seconds_count', { state: 'confirmed' });
    assert.equal(final, finalBefore + 1);
    assert.deepEqual(products.calls, []);
  });

  test('writes a decline into the timeline, with its reason, and lets the customer try again', async () => {
    const { orderId } = await place();
    await accept(orderId);
    await until(orderId, 'reserved');
    await decline(orderId, 'insufficient-funds');
    await eventually(async () => assert.equal((await read(orderId)).timeline.length, 3), PATIENCE);
    await authorise(orderId);
    const { timeline } = await until(orderId, 'confirmed');
    assert.deepEqual(
      timeline.map(({ state, detail }) => [state, detail]),
      [
        ['pending', null],
        ['reserved', null],
        ['reserved', 'insufficient-funds'],
        ['authorised', null],
        ['confirmed', null],
      ],
    );
  });

  test('cancels only after payments has said that nothing can be charged', async () => {
    const { orderId } = await place();
    await confirm(orderId);
    const cancelling = await orders.post(token, `/v1/orders/${orderId}/cancellation`, {});
    assert.equal(cancelling.body.state, 'cancelling');
    // On its way when the customer cancelled: it changes nothing any more.
    await authorise(orderId);
    await close(orderId);
    const order = await until(orderId, 'cancelled');
    assert.deepEqual(steps(order).slice(-2), [
      ['cancelling', 'POST /v1/orders/{orderId}/cancellation', 'customer'],
      ['cancelled', 'payments.payment.closed.v1', 'system'],
    ]);
    const messages = await messagesOf(orderId, 5);
    assert.deepEqual(
      messages.slice(3).map((message) => message.headers.ce_type),
      ['orders.order.payment-withdrawn.v1', 'orders.order.cancelled.v1'],
    );
    assert.deepEqual(messages[4]?.value, {
      orderId,
      customerId,
      reason: 'customer',
      recipient: RECIPIENT,
      cancelledAt: order.timeline.at(-1)?.at,
    });
  });

  test('rejects an order whose reservation was refused, and says what was short', async () => {
    const { orderId } = await place();
    await refuse(orderId);

    const order = await untilFinal(orderId);
    assert.equal(order.state, 'rejected');
    assert.deepEqual(order.shortages, [{ sku, requested: 1, available: 0 }]);
    assert.deepEqual(steps(order), [
      ['pending', 'POST /v1/orders', 'customer'],
      ['rejected', REFUSED, 'system'],
    ]);
    const [, rejected] = await messagesOf(orderId, 2);
    assert.equal(rejected?.headers.ce_type, 'orders.order.rejected.v1');
    assert.deepEqual(rejected?.value, {
      orderId,
      customerId,
      reason: 'insufficient-stock',
      shortages: order.shortages,
      recipient: RECIPIENT,
      lines: [{ sku, name: `Name of ${sku}`, quantity: 1 }],
      rejectedAt: order.timeline[1]?.at,
    });
  });

  test('takes the same message only once, and changes nothing by an answer that comes again', async () => {
    const { orderId } = await place();
    const eventId = randomUUID();
    await accept(orderId, eventId);
    await until(orderId, 'reserved');
    await authorise(orderId);
    const confirmed = await until(orderId, 'confirmed');
    const lateBefore = await orders.metric('orders_late_events_total', { type: ACCEPTED });

    await accept(orderId, eventId);
    await accept(orderId);
    await untilDealtWith(orderId);

    assert.deepEqual(await read(orderId), confirmed);
    await messagesOf(orderId, 3);
    assert.equal(await orders.metric('orders_late_events_total', { type: ACCEPTED }), lateBefore + 2);
    assert.ok(records.some((record) => record.orderId === orderId && record.eventType === ACCEPTED));
  });

  test('parks a message about an order that does not exist, and goes on with others', async () => {
    const nobodys = randomUUID();
    await accept(nobodys);
    const { orderId } = await place();
    await accept(orderId);
    await until(orderId, 'reserved');
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

  test('parks what cannot happen to the order as it is', async () => {
    const { orderId } = await place();
    await authorise(orderId);
    await eventually(async () => {
      const parked = await rows(
        database.db,
        'select reason from messaging.parked_message where key = $1',
        orderId,
      );
      assert.match(String(parked[0]?.reason), /payment-authorised cannot happen to an order that is pending/);
    }, PATIENCE);
    assert.equal((await read(orderId)).state, 'pending');
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
