import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { recordingLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import { MAX_QUANTITY } from '@fondaco/contracts/http/orders';
import {
  CUSTOMER,
  type FakeProducts,
  product,
  type RunningOrders,
  rows,
  runOrders,
  startFakeProducts,
} from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';

const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const line = (sku: string, quantity = 1) => ({ sku, quantity });

describe('placing an order', () => {
  const { identity, userToken } = testIdentity({ service: 'orders' });
  const { log, records } = recordingLog();
  let database: TestDatabase;
  let products: FakeProducts;
  let orders: RunningOrders;
  let customerId: string;
  let token: string;

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
    products = await startFakeProducts();
    orders = await runOrders({ databaseUrl: database.url, productsUrl: products.url, identity, log });
    customerId = randomUUID();
    token = await userToken({ userId: customerId });
    await learn(product('22423', 1095), product('85123A', 255), product('PARIS', 100, { currency: 'EUR' }));
  });
  after(async () => {
    await orders?.close();
    await products?.close();
    await database?.close();
  });

  const learn = (...snapshots: ReturnType<typeof product>[]) =>
    database.db.transaction((tx) => applySnapshots(tx, snapshots));
  const ordersOf = (key: string) =>
    rows(database.db, 'select id from customer_order where idempotency_key = $1', key);

  test('answers 201, stores the order, announces it, counts it, and asks nobody', async () => {
    const placedBefore = await orders.metric('orders_placed_total');
    const answer = await orders.place(token, 'all-exits', {
      lines: [line('85123a', 2), line('22423'), line('85123A', 4)],
      reference: '536365',
      language: 'de',
      expectedTotal: gbp(2625),
    });

    const { orderId, placedAt, paymentDeadline } = answer.body;
    const units = { shipped: 0, cancelled: 0, refunded: 0 };
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get('location'), `/v1/orders/${orderId}`);
    assert.equal(answer.headers.get('idempotency-replayed'), null);
    assert.deepEqual(answer.body, {
      orderId,
      state: 'pending',
      final: false,
      reference: '536365',
      email: CUSTOMER.email,
      language: 'de',
      delivery: CUSTOMER.delivery,
      lines: [
        {
          sku: '22423',
          name: 'Name of 22423',
          quantity: 1,
          unitPrice: gbp(1095),
          total: gbp(1095),
          ...units,
        },
        {
          sku: '85123A',
          name: 'Name of 85123A',
          quantity: 6,
          unitPrice: gbp(255),
          total: gbp(1530),
          ...units,
        },
      ],
      total: gbp(2625),
      paymentDeadline,
      cancellable: true,
      shipments: [],
      refunds: [],
      shortages: [],
      timeline: [
        { seq: 1, state: 'pending', cause: 'POST /v1/orders', actor: 'customer', detail: null, at: placedAt },
      ],
      placedAt,
    });
    const minutesToPay = (Date.parse(paymentDeadline) - Date.parse(placedAt)) / 60_000;
    assert.ok(minutesToPay > 29 && minutesToPay < 31);

    const read = await orders.get(token, `/v1/orders/${orderId}`);
    assert.deepEqual(read.body, answer.body);

    const events = await rows(
      database.db,
      'select topic, type, payload::jsonb from messaging.outbox where key = $1',
      orderId,
    );
    assert.deepEqual(events, [
      {
        topic: 'orders.order',
        type: 'orders.order.placed.v1',
        payload: {
          orderId,
          customerId,
          lines: [
            { sku: '22423', quantity: 1, unitPrice: gbp(1095) },
            { sku: '85123A', quantity: 6, unitPrice: gbp(255) },
          ],
          total: gbp(2625),
          placedAt,
        },
      },
    ]);

    assert.deepEqual(products.calls, []);
    assert.equal(await orders.metric('orders_placed_total'), placedBefore + 1);
    assert.ok((await orders.metric('orders_state_transitions_total', { state: 'pending' })) >= 1);
  });

  describe('that is refused', () => {
    test('leaves nothing behind and gives its key back', async () => {
      const refused = await orders.place(token, 'corrected', {
        lines: [line('22423')],
        expectedTotal: gbp(1),
      });
      assert.equal(refused.status, 409);
      assert.deepEqual(await ordersOf('corrected'), []);
      const corrected = await orders.place(token, 'corrected', {
        lines: [line('22423')],
        expectedTotal: gbp(1095),
      });
      assert.equal(corrected.status, 201);
    });

    test('for a changed price tells the new one', async () => {
      const answer = await orders.place(token, 'changed', {
        lines: [line('22423', 2)],
        expectedTotal: gbp(2000),
      });
      assert.equal(answer.status, 409);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.equal(answer.body.code, 'orders/price-changed');
      assert.deepEqual(answer.body.quote, {
        total: gbp(2190),
        lines: [{ sku: '22423', name: 'Name of 22423', quantity: 2, unitPrice: gbp(1095), total: gbp(2190) }],
      });
    });

    test('for a price whose time has come though Products and Kafka are away', async () => {
      const snapshot = product('ON-SALE', 1000);
      const sale = { price: gbp(750), startsAt: new Date(Date.now() - 1_000).toISOString() };
      const later = { price: gbp(500), startsAt: new Date(Date.now() + 3_600_000).toISOString() };
      const scheduled = [sale, later];
      await learn({
        ...snapshot,
        variants: snapshot.variants.map((variant) => ({ ...variant, scheduled })),
      });
      products.answerWith(503);
      try {
        const lines = [line('ON-SALE', 2)];
        const refused = await orders.place(token, 'sale', { lines, expectedTotal: gbp(2000) });
        assert.deepEqual([refused.status, refused.body.code], [409, 'orders/price-changed']);
        const placed = await orders.place(token, 'sale', { lines, expectedTotal: gbp(1500) });
        assert.equal(placed.status, 201);
        assert.deepEqual(placed.body.total, gbp(1500));
      } finally {
        products.answerWith(null);
      }
    });

    test('for two currencies', async () => {
      const answer = await orders.place(token, 'currencies', { lines: [line('22423'), line('PARIS')] });
      assert.equal(answer.status, 422);
      assert.equal(answer.body.code, 'orders/mixed-currencies');
    });

    test('for a total that no number holds exactly', async () => {
      await learn(product('PALACE', Number.MAX_SAFE_INTEGER));
      const answer = await orders.place(token, 'palace', { lines: [line('PALACE', 2)] });
      assert.equal(answer.status, 422);
      assert.equal(answer.body.code, 'orders/total-too-large');
    });

    test('for lines of one SKU that are too much together', async () => {
      const lines = [line('22423', MAX_QUANTITY), line('22423')];
      const answer = await orders.place(token, 'too-much', { lines });
      assert.equal(answer.status, 400);
      assert.equal(answer.body.code, 'orders/quantity-too-large');
      assert.deepEqual(answer.body.skus, ['22423']);
    });
  });

  describe('of something that the copy cannot sell', () => {
    test('asks Products once, and remembers the answer', async () => {
      products.catalogue.push(product('NEW-1', 300), product('NEW-2', 400));
      products.calls.length = 0;
      const body = { lines: [line('22423'), line('NEW-1'), line('NEW-2')] };
      const answer = await orders.place(token, 'look-up', body);
      assert.equal(answer.status, 201);
      assert.deepEqual(answer.body.total, gbp(1795));
      assert.deepEqual(products.calls, [['NEW-1', 'NEW-2']]);
      assert.equal((await orders.place(token, 'look-up-2', body)).status, 201);
      assert.equal(products.calls.length, 1);
    });

    test('refuses what Products does not know, by name, and gives the key back', async () => {
      const answer = await orders.place(token, 'unknown', {
        lines: [line('22423'), line('nothing'), line('NO-2')],
      });
      assert.equal(answer.status, 422);
      assert.equal(answer.body.code, 'orders/unknown-sku');
      assert.deepEqual(answer.body.unknownSkus, ['NO-2', 'NOTHING']);
      assert.equal((await orders.place(token, 'unknown', { lines: [line('22423')] })).status, 201);
    });

    test('refuses what Products no longer sells', async () => {
      products.catalogue.push(product('ARCHIVED', 100, { status: 'archived' }));
      const answer = await orders.place(token, 'archived', { lines: [line('ARCHIVED')] });
      assert.equal(answer.status, 422);
      assert.deepEqual(answer.body.unknownSkus, ['ARCHIVED']);
    });

    test('sells what has come back, before its event has', async () => {
      const snapshot = product('COMEBACK', 100, { status: 'archived' });
      await learn(snapshot);
      products.catalogue.push({ ...snapshot, version: 2, status: 'active' });
      assert.equal((await orders.place(token, 'comeback', { lines: [line('COMEBACK')] })).status, 201);
    });

    test('asks for more SKUs than one call takes', async () => {
      products.calls.length = 0;
      const skus = Array.from({ length: 501 }, (_, n) => `MANY-${n}`);
      products.catalogue.push(...skus.map((sku) => product(sku, 1)));
      const answer = await orders.place(token, 'many', { lines: skus.map((sku) => line(sku)) });
      assert.equal(answer.status, 201);
      assert.deepEqual(answer.body.total, gbp(501));
      assert.deepEqual(
        products.calls.map((call) => call.length),
        [500, 1],
      );
    });

    for (const status of [500, 404, 401]) {
      test(`says "later", not "no", when Products answers ${status}`, async () => {
        products.answerWith(status);
        try {
          const answer = await orders.place(token, `failing-${status}`, { lines: [line('NEVER-SEEN')] });
          assert.equal(answer.status, 503);
          assert.equal(answer.body.code, 'products/unavailable');
          assert.ok(Number(answer.headers.get('retry-after')) >= 1);
          assert.deepEqual(await ordersOf(`failing-${status}`), []);
        } finally {
          products.answerWith(null);
        }
      });
    }

    test('while Products is down, can be repeated, and keeps nobody from ordering what the copy sells', async () => {
      await products.close();
      const later = await orders.place(token, 'down', { lines: [line('NEVER-SEEN')] });
      assert.equal(later.status, 503);
      assert.equal((await orders.place(token, 'down', { lines: [line('22423')] })).status, 201);
    });
  });

  test('logs neither the token nor what the customer wrote', () => {
    const logged = JSON.stringify(records);
    assert.ok(records.length > 0);
    assert.ok(
      !logged.includes(token) &&
        !logged.includes('536365') &&
        !logged.includes('United Kingdom') &&
        !logged.includes(CUSTOMER.email),
    );
  });
});
