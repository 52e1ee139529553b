import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Outbox } from '@fondaco/chassis/messaging';
import { newId } from '@fondaco/chassis/service';
import { eventually, type TestKafka, testKafka } from '@fondaco/chassis/testing';
import { importAll, importRow, type ProductsUnderTest, startProducts } from '../products-for-tests.ts';
import { createReservationBooks } from '../reservation/reservation-book-store.ts';
import { onOrderPlaced } from './on-order-placed.ts';

type Line = { readonly sku: string; readonly quantity: number };

let kafka: TestKafka;
let products: ProductsUnderTest;
before(async () => {
  kafka = await testKafka(['orders.order', 'products.product', 'products.reservation', 'products.stock']);
  products = await startProducts(kafka);
});
after(async () => {
  await products.stop();
  await kafka.close();
});

const unitPrice = { amountMinor: 210, currency: 'GBP' };

/** Publishes the order as Orders does; every call is another event. */
const place = async (orderId: string, lines: readonly Line[], eventId: string = newId()): Promise<void> =>
  kafka.produce('orders.order', {
    key: orderId,
    value: {
      orderId,
      customerId: newId(),
      lines: lines.map((line) => ({ ...line, unitPrice })),
      total: unitPrice,
      placedAt: new Date().toISOString(),
    },
    headers: headers(eventId, 'orders.order.placed.v1', orderId),
  });

const headers = (id: string, type: string, subject: string) => ({
  ce_specversion: '1.0',
  ce_id: id,
  ce_type: type,
  ce_source: '/fondaco/orders',
  ce_time: new Date().toISOString(),
  ce_subject: subject,
  'content-type': 'application/json',
});

const answersTo = async (orderIds: readonly string[]) =>
  (await kafka.read('products.reservation')).filter((message) => orderIds.includes(message.key));

/** The answers to the orders, one for each, as they arrived on the topic. */
const answered = (orderIds: readonly string[], within = 20_000) =>
  eventually(
    async () => {
      const answers = await answersTo(orderIds);
      assert.equal(new Set(answers.map((answer) => answer.key)).size, orderIds.length);
      return answers.map(({ key, headers: { ce_type: type }, value }) => ({ key, type, value }));
    },
    { within },
  );

const stockOf = async (sku: string) => (await products.operate('GET', `/v1/stock/${sku}`)).body;

const ledgerDiffers = () =>
  products.rows(`
    SELECT sku FROM stock LEFT JOIN stock_movement USING (sku)
    GROUP BY sku
    HAVING on_hand <> coalesce(sum(on_hand_delta), 0) OR reserved <> coalesce(sum(reserved_delta), 0)`);

test('an order of which all is there is reserved, and the answer arrives on the topic', async () => {
  await importAll(products, [importRow(2, 'OK-1'), importRow(3, 'OK-2')]);
  const accepted = await products.counted('reservations_total', { outcome: 'accepted' });
  const orderId = newId();
  const lines = [
    { sku: 'OK-2', quantity: 10 },
    { sku: 'OK-1', quantity: 3 },
  ];
  await place(orderId, lines);
  assert.deepEqual(await answered([orderId]), [
    { key: orderId, type: 'products.reservation.accepted.v1', value: { orderId, lines } },
  ]);
  assert.deepEqual(await stockOf('OK-1'), { sku: 'OK-1', onHand: 10, reserved: 3, available: 7 });
  assert.deepEqual(await stockOf('OK-2'), { sku: 'OK-2', onHand: 10, reserved: 10, available: 0 });
  assert.deepEqual(
    await products.rows(`
      SELECT sku, quantity, outcome FROM reservation JOIN reservation_line USING (order_id)
      WHERE order_id = '${orderId}' ORDER BY sku`),
    [
      { sku: 'OK-1', quantity: 3, outcome: 'accepted' },
      { sku: 'OK-2', quantity: 10, outcome: 'accepted' },
    ],
  );
  assert.equal(await products.counted('reservations_total', { outcome: 'accepted' }), accepted + 1);
});

test('an order that lacks something is refused as a whole, with every shortage', async () => {
  await importAll(products, [importRow(2, 'NO-1'), importRow(3, 'NO-2')]);
  const refused = await products.counted('reservations_total', { outcome: 'refused' });
  const orderId = newId();
  await place(orderId, [
    { sku: 'NO-1', quantity: 1 },
    { sku: 'NO-2', quantity: 11 },
    { sku: 'NO-SUCH', quantity: 1 },
  ]);
  assert.deepEqual(await answered([orderId]), [
    {
      key: orderId,
      type: 'products.reservation.refused.v1',
      value: {
        orderId,
        shortages: [
          { sku: 'NO-2', requested: 11, available: 10 },
          { sku: 'NO-SUCH', requested: 1, available: 0 },
        ],
      },
    },
  ]);
  assert.equal((await stockOf('NO-1')).reserved, 0);
  assert.equal(await products.counted('reservations_total', { outcome: 'refused' }), refused + 1);
});

test('an order that comes several times is reserved once, and each question is answered the same', async () => {
  await importAll(products, [importRow(2, 'DUP')]);
  const orderId = newId();
  const eventId = newId();
  const lines = [{ sku: 'DUP', quantity: 4 }];
  await place(orderId, lines, eventId);
  await place(orderId, lines, eventId);
  await place(orderId, lines);
  await place(orderId, lines);
  // Messages of one key stay in order: a marker behind the duplicates shows that they were taken.
  const marker = newId();
  await kafka.produce('orders.order', {
    key: orderId,
    value: {
      orderId: marker,
      customerId: newId(),
      lines: [{ sku: 'DUP', quantity: 1, unitPrice }],
      total: unitPrice,
      placedAt: 'now',
    },
    headers: headers(newId(), 'orders.order.placed.v1', marker),
  });
  await answered([marker]);
  const answers = await answersTo([orderId]);
  assert.equal(answers.length, 3, 'one event twice, and two others');
  assert.equal(new Set(answers.map((answer) => answer.headers.ce_id)).size, 3);
  for (const { headers, value } of answers) {
    assert.equal(headers.ce_type, 'products.reservation.accepted.v1');
    assert.deepEqual(value, { orderId, lines });
  }
  assert.equal((await stockOf('DUP')).reserved, 5);
});

test('a refused order that asks again is refused again with the same shortages, whatever came in meanwhile', async () => {
  await importAll(products, [importRow(2, 'LATE', { stock: '1' })]);
  const orderId = newId();
  const lines = [{ sku: 'LATE', quantity: 2 }];
  await place(orderId, lines);
  await answered([orderId]);
  await importAll(products, [importRow(2, 'LATE', { stock: '100' })], true);
  await place(orderId, lines);
  const values = await eventually(async () => {
    const answers = await answersTo([orderId]);
    assert.equal(answers.length, 2);
    return answers.map(({ value }) => value);
  });
  const refusal = { orderId, shortages: [{ sku: 'LATE', requested: 2, available: 1 }] };
  assert.deepEqual(values, [refusal, refusal]);
  assert.equal((await stockOf('LATE')).reserved, 0);
});

test('other events of orders, and fields that are not known, do no harm', async () => {
  await importAll(products, [importRow(2, 'ODD')]);
  const orderId = newId();
  await kafka.produce('orders.order', {
    key: orderId,
    value: { orderId, customerId: newId(), confirmedAt: new Date().toISOString() },
    headers: headers(newId(), 'orders.order.confirmed.v1', orderId),
  });
  await kafka.produce('orders.order', {
    key: orderId,
    value: {
      orderId,
      customerId: newId(),
      lines: [{ sku: 'odd', quantity: 1, unitPrice, colour: 'red' }],
      total: unitPrice,
      placedAt: new Date().toISOString(),
      priority: 'high',
    },
    headers: headers(newId(), 'orders.order.placed.v1', orderId),
  });
  const [answer] = await answered([orderId]);
  assert.deepEqual(answer?.value, { orderId, lines: [{ sku: 'ODD', quantity: 1 }] });
});

test('of 200 orders for the last unit exactly one gets it', async () => {
  await importAll(products, [importRow(2, 'LAST', { stock: '1' })]);
  const orderIds = Array.from({ length: 200 }, () => newId());
  await Promise.all(orderIds.map((orderId) => place(orderId, [{ sku: 'LAST', quantity: 1 }])));
  const answers = await answered(orderIds, 60_000);
  assert.equal(answers.filter(({ type }) => type === 'products.reservation.accepted.v1').length, 1);
  assert.deepEqual(await stockOf('LAST'), { sku: 'LAST', onHand: 1, reserved: 1, available: 0 });
});

test('orders of the same SKUs in any order neither deadlock nor oversell', async () => {
  const skus = Array.from({ length: 8 }, (_, index) => `MIX-${index}`);
  await importAll(
    products,
    skus.map((sku, index) => importRow(index + 2, sku, { stock: '40' })),
  );
  const deadlocks = `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`;
  const before = await products.rows(deadlocks);
  const orderIds = Array.from({ length: 150 }, () => newId());
  await Promise.all(
    orderIds.map((orderId, order) =>
      place(
        orderId,
        // Begins anywhere and goes round by different steps, so that every order of two SKUs occurs.
        Array.from({ length: 4 }, (_, line) => ({
          sku: skus[(order + line * (order % 2 === 0 ? 3 : 5)) % skus.length] ?? '',
          quantity: 1,
        })),
      ),
    ),
  );
  const answers = await answered(orderIds, 60_000);
  const accepted = answers.filter(({ type }) => type === 'products.reservation.accepted.v1').length;
  const [sum] = await products.rows(
    `SELECT sum(reserved)::int AS reserved FROM stock WHERE sku LIKE 'MIX-%'`,
  );
  assert.deepEqual(sum, { reserved: accepted * 4 });
  assert.ok(accepted < orderIds.length && accepted > 60, `${accepted} accepted`);
  assert.deepEqual(await products.rows(deadlocks), before);
});

test('what an event can not be is parked, and the orders behind it go on', async () => {
  await importAll(products, [importRow(2, 'PARK')]);
  const orderId = newId();
  await kafka.produce('orders.order', {
    key: 'broken',
    value: { orderId: 1 },
    headers: headers(newId(), 'orders.order.placed.v1', 'broken'),
  });
  await place(orderId, [{ sku: 'PARK', quantity: 1 }]);
  await answered([orderId]);
  await eventually(async () =>
    assert.deepEqual(await products.rows('SELECT consumer, key FROM messaging.parked_message'), [
      { consumer: 'products.reservations', key: 'broken' },
    ]),
  );
});

test('a reservation whose answer can not be written leaves no trace, and is made when it is tried again', async () => {
  await importAll(products, [importRow(2, 'TRACE')]);
  const orderId = newId();
  const react = (append: Outbox['append']) =>
    products.db.transaction((tx) =>
      onOrderPlaced({
        books: createReservationBooks({ announceStock: async () => undefined }),
        outbox: { append },
        metrics: { reserved: () => undefined },
      }).run(tx, {
        id: newId(),
        type: 'orders.order.placed.v1',
        time: '2026-01-01T00:00:00Z',
        key: orderId,
        data: {
          orderId,
          customerId: newId(),
          lines: [{ sku: 'TRACE', quantity: 1, unitPrice }],
          total: unitPrice,
          placedAt: '2026-01-01T00:00:00Z',
        },
      }),
    );

  await assert.rejects(
    react(() => Promise.reject(new Error('no room'))),
    /no room/,
  );
  assert.equal((await stockOf('TRACE')).reserved, 0);
  assert.deepEqual(await products.rows(`SELECT * FROM reservation WHERE order_id = '${orderId}'`), []);
  await react(async () => undefined);
  assert.equal((await stockOf('TRACE')).reserved, 1);
});

test('the database itself reserves no more than there is', async () => {
  await importAll(products, [importRow(2, 'GUARD')]);
  await assert.rejects(
    products.rows(`
      INSERT INTO stock_movement (sku, on_hand_delta, reserved_delta, reason, reference)
      VALUES ('GUARD', 0, 11, 'reservation', '${newId()}')`),
    /stock_reserved_within_on_hand/,
  );
});

test('the ledger adds up to the stock', async () => {
  assert.deepEqual(await ledgerDiffers(), []);
});
