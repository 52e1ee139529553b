import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Handler, type Outbox, Unprocessable } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { newId } from '@fondaco/chassis/service';
import fc from 'fast-check';
import { announceStock } from './announce-stock.ts';
import { onLinesCancelled } from './on-lines-cancelled/on-lines-cancelled.ts';
import { onOrderCancelled } from './on-order-cancelled/on-order-cancelled.ts';
import { onOrderPlaced } from './on-order-placed/on-order-placed.ts';
import { onOrderShipped } from './on-order-shipped/on-order-shipped.ts';
import { type OrderEventKind, orderEventData } from './orders-for-tests.ts';
import { importAll, importRow, type ProductsUnderTest, startProducts } from './products-for-tests.ts';
import { createReservationBooks } from './reservation/reservation-book-store.ts';
import { measureHeld } from './reservation/reservation-store.ts';
import { reservationReactions } from './reservation-reactions.ts';

type Line = { readonly sku: string; readonly quantity: number };
type Event = {
  readonly kind: OrderEventKind;
  readonly orderId: string;
  readonly lines: readonly Line[];
  readonly partId: string;
};

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
});
after(() => products.stop());

type Published = { readonly type: string; readonly data: Record<string, unknown> };

/** What was published by transactions that were committed. */
const published: Published[] = [];
const note = async (tx: Transaction, type: string, all: readonly object[]): Promise<void> =>
  tx.afterCommit(() => published.push(...all.map((data) => ({ type, data: { ...data } }))));
const outbox: Pick<Outbox, 'append' | 'appendAll'> = {
  append: (tx, { type }, data) => note(tx, type, [data]),
  appendAll: (tx, { type }, data) => note(tx, type, data),
};
const ofOrder = (orderId: string): Published[] => published.filter(({ data }) => data.orderId === orderId);
const answersTo = (orderId: string): string[] =>
  ofOrder(orderId).flatMap(({ type }) => /(accepted|refused)/.exec(type)?.[0] ?? []);

const metrics = { reserved: () => undefined, changed: () => undefined };
const books = createReservationBooks({ announceStock: announceStock({ outbox, lowStock: 5 }) });
const reactions = reservationReactions({ books, outbox, metrics });
const HANDLERS: Record<OrderEventKind, Handler> = {
  placed: onOrderPlaced({ books, outbox, metrics }),
  cancelled: onOrderCancelled(reactions),
  shipped: onOrderShipped(reactions),
  'lines-cancelled': onLinesCancelled(reactions),
};

const messageOf = (event: Event) => ({
  id: newId(),
  type: HANDLERS[event.kind].type,
  time: '2026-01-01T00:00:00Z',
  key: event.orderId,
  data: orderEventData(event),
});

/** Deals with all of them in one transaction as a consumer does: first every preparation, then one by one. */
const deliver = (events: readonly Event[]): Promise<void> =>
  products.db.transaction(async (tx) => {
    const messages = events.map((event) => ({ handler: HANDLERS[event.kind], message: messageOf(event) }));
    for (const [handler, several] of Map.groupBy(messages, (one) => one.handler))
      await handler.prepare?.(
        tx,
        several.map(({ message }) => message),
      );
    for (const { handler, message } of messages) await handler.run(tx, message);
  });

/** A batch; when something in it fails, each message alone, as a consumer does it. */
const deliverAsConsumersDo = async (events: readonly Event[]): Promise<void> => {
  try {
    await deliver(events);
  } catch {
    for (const event of events)
      await deliver([event]).catch((error: unknown) => {
        if (!(error instanceof Unprocessable)) throw error;
      });
  }
};

const stockOf = async (sku: string) => (await products.operate('GET', `/v1/stock/${sku}`)).body;
const event = (
  kind: OrderEventKind,
  orderId: string,
  lines: readonly Line[] = [],
  partId = newId(),
): Event => ({
  kind,
  orderId,
  lines,
  partId,
});

const sumsOf = async (sku: string) => {
  const { rows } = await products.db.query<{ shipped: number; open: number }>({
    name: 'test-sums-of-sku',
    text: `
      SELECT coalesce(sum(shipped), 0)::int AS shipped,
        coalesce(sum(quantity - shipped - released), 0)::int AS open
      FROM reservation_line WHERE sku = $1`,
    values: [sku],
  });
  return rows[0] ?? { shipped: 0, open: 0 };
};

const ledgerDiffers = () =>
  products.rows(`
    SELECT sku FROM stock LEFT JOIN stock_movement USING (sku)
    GROUP BY sku
    HAVING on_hand <> coalesce(sum(on_hand_delta), 0) OR reserved <> coalesce(sum(reserved_delta), 0)`);

test('a cancelled order gives back all that is still reserved, once', async () => {
  await importAll(products, [importRow(2, 'C-1'), importRow(3, 'C-2')]);
  const orderId = newId();
  await deliver([
    event('placed', orderId, [
      { sku: 'C-1', quantity: 4 },
      { sku: 'C-2', quantity: 1 },
    ]),
  ]);
  await deliver([event('cancelled', orderId)]);
  await deliver([event('cancelled', orderId)]);
  assert.deepEqual(await stockOf('C-1'), { sku: 'C-1', onHand: 10, reserved: 0, available: 10 });
  assert.deepEqual(
    await products.rows(
      `SELECT sku, reserved_delta, reason FROM stock_movement WHERE reference = '${orderId}' ORDER BY movement_id`,
    ),
    [
      { sku: 'C-1', reserved_delta: 4, reason: 'reservation' },
      { sku: 'C-2', reserved_delta: 1, reason: 'reservation' },
      { sku: 'C-1', reserved_delta: -4, reason: 'release' },
      { sku: 'C-2', reserved_delta: -1, reason: 'release' },
    ],
  );
});

test('an order that is cancelled before it comes is refused when it comes', async () => {
  await importAll(products, [importRow(2, 'TOMB')]);
  const orderId = newId();
  await deliver([event('cancelled', orderId)]);
  await deliver([event('placed', orderId, [{ sku: 'TOMB', quantity: 1 }])]);
  assert.deepEqual(answersTo(orderId), ['refused']);
  assert.equal((await stockOf('TOMB')).reserved, 0);
});

test('what ships leaves the stock, and only once for each shipment', async () => {
  await importAll(products, [importRow(2, 'SHIP')]);
  const orderId = newId();
  await deliver([event('placed', orderId, [{ sku: 'SHIP', quantity: 5 }])]);
  const shipment = event('shipped', orderId, [{ sku: 'SHIP', quantity: 3 }]);
  await deliver([shipment]);
  await deliver([shipment]);
  assert.deepEqual(await stockOf('SHIP'), { sku: 'SHIP', onHand: 7, reserved: 2, available: 5 });
});

test('units that never ship come back, and only once for each refund', async () => {
  await importAll(products, [importRow(2, 'BACK')]);
  const orderId = newId();
  await deliver([event('placed', orderId, [{ sku: 'BACK', quantity: 5 }])]);
  const refund = event('lines-cancelled', orderId, [{ sku: 'BACK', quantity: 2 }]);
  await deliver([refund]);
  await deliver([refund]);
  assert.deepEqual(await stockOf('BACK'), { sku: 'BACK', onHand: 10, reserved: 3, available: 7 });
  await deliver([event('cancelled', orderId)]);
  assert.equal((await stockOf('BACK')).reserved, 0);
});

test('whatever comes back is said to be released, once', async () => {
  await importAll(products, [importRow(2, 'FREE-1'), importRow(3, 'FREE-2')]);
  const orderId = newId();
  await deliver([
    event('placed', orderId, [
      { sku: 'FREE-1', quantity: 5 },
      { sku: 'FREE-2', quantity: 1 },
    ]),
  ]);
  await deliver([event('shipped', orderId, [{ sku: 'FREE-1', quantity: 1 }])]);
  const refund = event('lines-cancelled', orderId, [{ sku: 'FREE-1', quantity: 2 }]);
  await deliver([refund]);
  await deliver([refund]);
  await deliver([event('cancelled', orderId)]);
  await deliver([event('cancelled', orderId)]);
  const releases = ofOrder(orderId).filter(({ type }) => type === 'products.reservation.released.v1');
  assert.deepEqual(
    releases.map(({ data }) => data),
    [
      { orderId, lines: [{ sku: 'FREE-1', quantity: 2 }] },
      {
        orderId,
        lines: [
          { sku: 'FREE-1', quantity: 2 },
          { sku: 'FREE-2', quantity: 1 },
        ],
      },
    ],
  );
});

test('orders of one transaction that take the last units leave the listing out of stock, and one event', async () => {
  await importAll(products, [importRow(2, 'GONE', { stock: '6' })]);
  const orderIds = [newId(), newId(), newId()];
  await deliver(orderIds.map((orderId) => event('placed', orderId, [{ sku: 'GONE', quantity: 2 }])));
  const ofSku = () => published.filter(({ data }) => data.sku === 'GONE');
  assert.deepEqual(
    ofSku().map(({ type, data }) => [type, data.available]),
    [['products.stock.low.v1', 0]],
  );
  await deliver([event('cancelled', orderIds[0] ?? '')]);
  assert.deepEqual(
    ofSku().map(({ type, data }) => [type, data.available]),
    [
      ['products.stock.low.v1', 0],
      ['products.stock.back.v1', 2],
    ],
  );
});

test('a reservation is held until its last unit has left or come back, and how long is measured', async () => {
  await importAll(products, [importRow(2, 'HELD')]);
  const { count } = await measureHeld(products.db);
  const [first, second] = [newId(), newId()];
  await deliver([event('placed', first, [{ sku: 'HELD', quantity: 2 }])]);
  await deliver([event('placed', second, [{ sku: 'HELD', quantity: 1 }])]);
  await deliver([event('placed', newId(), [{ sku: 'HELD', quantity: 100 }])]);
  await deliver([event('shipped', first, [{ sku: 'HELD', quantity: 1 }])]);
  assert.equal((await measureHeld(products.db)).count, count + 2);
  await products.rows(`
    UPDATE reservation SET made_at = made_at - interval '9 days' WHERE order_id = '${first}'`);
  const { oldestSeconds } = await measureHeld(products.db);
  assert.ok(oldestSeconds >= 9 * 86_400 && oldestSeconds < 9 * 86_400 + 600, String(oldestSeconds));
  await deliver([event('lines-cancelled', first, [{ sku: 'HELD', quantity: 1 }])]);
  assert.equal((await measureHeld(products.db)).count, count + 1);
  assert.ok((await measureHeld(products.db)).oldestSeconds < 600);
  await deliver([event('cancelled', second)]);
  assert.equal((await measureHeld(products.db)).count, count);
});

test('more than is reserved can neither ship nor come back, and nothing changes', async () => {
  await importAll(products, [importRow(2, 'MORE')]);
  const orderId = newId();
  await deliver([event('placed', orderId, [{ sku: 'MORE', quantity: 2 }])]);
  for (const kind of ['shipped', 'lines-cancelled'] as const) {
    const wrong = [
      event(kind, orderId, [{ sku: 'MORE', quantity: 3 }]),
      event(kind, orderId, [{ sku: 'OTHER', quantity: 1 }]),
      event(kind, newId(), [{ sku: 'MORE', quantity: 1 }]),
    ];
    for (const one of wrong) await assert.rejects(deliver([one]), Unprocessable);
  }
  assert.deepEqual(await stockOf('MORE'), { sku: 'MORE', onHand: 10, reserved: 2, available: 8 });
});

test('several orders of one transaction see what those before them have reserved', async () => {
  await importAll(products, [importRow(2, 'FEW', { stock: '3' })]);
  const orderIds = Array.from({ length: 5 }, () => newId());
  await deliver(orderIds.map((orderId) => event('placed', orderId, [{ sku: 'FEW', quantity: 1 }])));
  const accepted = orderIds.filter((orderId) => answersTo(orderId).includes('accepted'));
  assert.deepEqual(accepted, orderIds.slice(0, 3));
  assert.deepEqual(await stockOf('FEW'), { sku: 'FEW', onHand: 3, reserved: 3, available: 0 });
});

test('transactions of many orders, releases and shipments beside each other do not deadlock', async () => {
  const skus = Array.from({ length: 6 }, (_, n) => `DEAD-${n}`);
  await importAll(
    products,
    skus.map((sku, n) => importRow(n + 2, sku, { stock: '1000' })),
  );
  const deadlocks = 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()';
  const before = await products.rows(deadlocks);
  const some = (n: number) =>
    [0, 1].map((k) => ({ sku: skus[(n * 5 + k * 3) % skus.length] ?? '', quantity: 1 }));
  const old = Array.from({ length: 48 }, () => newId());
  await deliver(old.map((orderId, n) => event('placed', orderId, some(n))));
  await Promise.all(
    Array.from({ length: 8 }, (_, batch) =>
      deliver(
        Array.from({ length: 6 }, (_, n) => batch * 6 + n).flatMap((n) => [
          event('placed', newId(), some(n + 1)),
          n % 2 === 0
            ? event('cancelled', old[n] ?? '')
            : event('shipped', old[n] ?? '', some(n).slice(0, 1)),
        ]),
      ),
    ),
  );
  assert.deepEqual(await products.rows(deadlocks), before);
  assert.deepEqual(await ledgerDiffers(), []);
});

test('whatever comes in whatever order and however often: nothing is oversold, and stock is what has not shipped', async () => {
  const INITIAL = 6;
  const ORDERS = 3;
  const step = fc.record({
    kind: fc.constantFrom<OrderEventKind[]>('placed', 'placed', 'cancelled', 'shipped', 'lines-cancelled'),
    order: fc.nat(ORDERS - 1),
    lines: fc.uniqueArray(fc.record({ sku: fc.nat(1), quantity: fc.integer({ min: 1, max: 4 }) }), {
      minLength: 1,
      maxLength: 2,
      selector: ({ sku }) => sku,
    }),
    part: fc.nat(2),
    together: fc.boolean(),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
      run += 1;
      const skus = [`P${run}-A`, `P${run}-B`];
      await importAll(
        products,
        skus.map((sku, n) => importRow(n + 2, sku, { stock: String(INITIAL) })),
      );
      const orderIds = Array.from({ length: ORDERS }, () => newId());
      const partIds = Array.from({ length: ORDERS * 3 }, () => newId());
      const batches: Event[][] = [];
      for (const { kind, order, lines, part, together } of steps) {
        const one = event(
          kind,
          orderIds[order] ?? '',
          lines.map(({ sku, quantity }) => ({ sku: skus[sku] ?? '', quantity })),
          partIds[order * 3 + part],
        );
        const last = batches.at(-1);
        // A batch has at most one message of a key.
        if (together && last && !last.some(({ orderId }) => orderId === one.orderId)) last.push(one);
        else batches.push([one]);
      }
      for (const batch of batches) await deliverAsConsumersDo(batch);

      for (const sku of skus) {
        const stock = await stockOf(sku);
        const sums = await sumsOf(sku);
        assert.equal(stock.onHand, INITIAL - sums.shipped);
        assert.equal(stock.reserved, sums.open);
        assert.ok(stock.reserved <= stock.onHand && stock.onHand >= 0);
      }
      const cancelledAndOpen = await products.rows(`
        SELECT order_id FROM reservation JOIN reservation_line USING (order_id)
        WHERE cancelled AND quantity > shipped + released`);
      assert.deepEqual(cancelledAndOpen, []);
    }),
    { numRuns: 40 },
  );
  assert.deepEqual(await ledgerDiffers(), []);
});
