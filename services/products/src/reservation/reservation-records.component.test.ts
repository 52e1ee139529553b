import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@fondaco/chassis/service';
import { importAll, importRow, type ProductsUnderTest, startProducts } from '../products-for-tests.ts';
import type { Reservation } from './reservation.ts';
import { createReservationBooks } from './reservation-book-store.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
  await importAll(products, [importRow(2, 'R-1'), importRow(3, 'R-2')]);
});
after(() => products.stop());

const books = createReservationBooks({ announceStock: async () => undefined });

const reserve = async (
  change: Partial<Reservation> = {},
  taken: readonly { sku: string; quantity: number }[] = [],
): Promise<string> => {
  const orderId = newId();
  const reservation: Reservation = {
    orderId,
    outcome: 'accepted',
    cancelled: false,
    shortages: [],
    lines: [{ sku: 'R-1', quantity: 1, shipped: 0, released: 0 }],
    ...change,
  };
  const skus = ['R-1', 'R-2'];
  await products.db.transaction(async (tx) => {
    (await books.open(tx, { orderId, skus })).open(reservation);
  });
  await products.db.transaction(async (tx) => {
    if (taken.length > 0) {
      const book = await books.open(tx, { orderId });
      book.take({ orderId, partId: newId(), reason: 'shipment', lines: taken });
    }
  });
  return orderId;
};

const ask = async (method: 'GET' | 'POST', path: string, body?: unknown) =>
  products.call(
    await products.tokens.serviceToken('orders'),
    method,
    `/v1/reservation-records/${path}`,
    body,
  );

test('the records of orders say what of each line is reserved still', async () => {
  const open = await reserve();
  const ended = await reserve({}, [{ sku: 'R-1', quantity: 1 }]);
  const refused = await reserve({ outcome: 'refused', lines: [] });
  const { status, body } = await ask('POST', 'query', { orderIds: [open, ended, refused, newId(), open] });
  assert.equal(status, 200);
  const line = { sku: 'R-1', quantity: 1, released: 0 };
  assert.deepEqual(body.records, [
    { orderId: open, state: 'open', lines: [{ ...line, shipped: 0 }] },
    { orderId: ended, state: 'ended', lines: [{ ...line, shipped: 1 }] },
    { orderId: refused, state: 'refused', lines: [] },
  ]);
});

test('what changed since a time is listed page by page, each order once', async () => {
  const before = await reserve();
  const [now] = await products.rows<{ at: Date }>('SELECT clock_timestamp() AS at');
  const since = now?.at.toISOString() ?? '';
  const reserved = await reserve();
  const shipped = await reserve({}, [{ sku: 'R-1', quantity: 1 }]);
  const refused = await reserve({ outcome: 'refused', lines: [] });
  const first = await ask('GET', `changes?since=${since}&limit=2`);
  assert.deepEqual(first.body, { orderIds: [reserved, shipped], nextCursor: shipped });
  const second = await ask('GET', `changes?since=${since}&limit=2&cursor=${first.body.nextCursor}`);
  assert.deepEqual(second.body, { orderIds: [refused], nextCursor: null });
  assert.ok(![...first.body.orderIds, ...second.body.orderIds].includes(before));
});

test('questions that are none are refused', async () => {
  const since = new Date().toISOString();
  for (const [method, path, body, code] of [
    ['GET', 'changes', undefined, 'request/invalid'],
    ['GET', 'changes?since=yesterday', undefined, 'request/invalid'],
    ['GET', `changes?since=${since}&limit=5001`, undefined, 'request/invalid'],
    ['GET', `changes?since=${since}&cursor=x`, undefined, 'products/invalid-cursor'],
    ['POST', 'query', { orderIds: [] }, 'request/invalid'],
    ['POST', 'query', { orderIds: ['x'] }, 'request/invalid'],
    ['POST', 'query', { orderIds: Array.from({ length: 501 }, newId) }, 'request/invalid'],
  ] as const) {
    const answer = await ask(method, path, body);
    assert.equal(answer.status, 400, path);
    assert.equal(answer.body.code, code, path);
  }
});

test('since tells changes apart without reading all that ever moved', async () => {
  const plan = await products.db.transaction(async (tx) => {
    await tx.query({ name: 'no-seqscan', text: 'SET LOCAL enable_seqscan = off' });
    return tx.query<{ 'QUERY PLAN': string }>({
      name: 'plan',
      text: `EXPLAIN SELECT reference FROM stock_movement WHERE moved_at >= now() - interval '1 minute'`,
    });
  });
  assert.match(plan.rows.map((row) => row['QUERY PLAN']).join('\n'), /stock_movement_moved_at/);
});
