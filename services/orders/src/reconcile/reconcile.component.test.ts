import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { silentLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import type { MismatchPage } from '@fondaco/contracts/http/mismatches';
import type { PaymentRecord } from '@fondaco/contracts/http/payments';
import type { ReservationRecord } from '@fondaco/contracts/http/products';
import type { Static } from 'typebox';
import { countMismatches } from '../mismatch/mismatch-store.ts';
import { product, type RunningOrders, rows, runOrders } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';
import { type Answers, createAnswers } from '../reactions-for-tests.ts';
import { reconcile } from './reconcile.ts';

const AMOUNT = { amountMinor: 1000, currency: 'GBP' };

describe('the reconciliation', () => {
  const { identity, userToken, serviceToken } = testIdentity({ service: 'orders', callers: ['operator'] });
  let database: TestDatabase;
  let orders: RunningOrders;
  let answers: Answers;
  let token: string;
  let orderId: string;
  /** What the other services have on record, and of what they say that it changed. */
  const payments = new Map<string, PaymentRecord>();
  const reservations = new Map<string, ReservationRecord>();
  const changed: { payments: string[]; reservations: string[] } = { payments: [], reservations: [] };
  const asked: string[][] = [];
  let fails = false;

  const records =
    <Item>(of: Map<string, Item>) =>
    async (ids: readonly string[]) => {
      if (fails) throw new Error('away');
      return { records: ids.flatMap((id) => of.get(id) ?? []) };
    };
  const changes = (of: 'payments' | 'reservations') => async () => ({
    orderIds: changed[of],
    nextCursor: null,
  });
  const run = (owner = 'orders-1') =>
    reconcile({
      db: database.db,
      payments: {
        records: (ids) => {
          asked.push([...ids]);
          return records(payments)(ids);
        },
        changes: changes('payments'),
      },
      reservations: { records: records(reservations), changes: changes('reservations') },
      owner,
      everySeconds: 60,
      log: silentLog(),
    })();
  const itIsTime = () => rows(database.db, 'update reconciliation set next_at = now()');
  const letPass = (seconds: number) =>
    rows(
      database.db,
      'update order_mismatch set first_seen_at = first_seen_at - make_interval(secs => $1)',
      seconds,
    );
  const list = async (query = ''): Promise<Static<typeof MismatchPage>> =>
    (await orders.get(await serviceToken('operator'), `/v1/mismatches${query}`)).body as never;

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
    const productsUrl = 'http://127.0.0.1:1';
    orders = await runOrders({ databaseUrl: database.url, productsUrl, identity, log: silentLog() });
    answers = createAnswers(database.db);
    await database.db.transaction((tx) => applySnapshots(tx, [product('A', 1000)]));
    token = await userToken();
  });
  beforeEach(async () => {
    for (const table of [
      'order_mismatch',
      'order_waiting',
      'order_transition',
      'order_line',
      'customer_order',
    ])
      await rows(database.db, `delete from ${table}`);
    payments.clear();
    reservations.clear();
    changed.payments = [];
    changed.reservations = [];
    asked.length = 0;
    fails = false;
    orderId = (await orders.place(token, randomUUID(), { lines: [{ sku: 'A', quantity: 1 }] })).body.orderId;
    await answers.confirm(orderId, 1000);
    await itIsTime();
  });
  after(async () => {
    await orders?.close();
    await database?.close();
  });

  const agree = (): void => {
    payments.set(orderId, {
      orderId,
      state: 'authorised',
      amount: AMOUNT,
      authorised: AMOUNT,
      captured: null,
      refunded: null,
      changedAt: new Date().toISOString(),
    });
    const lines = [{ sku: 'A', quantity: 1, shipped: 0, released: 0 }];
    reservations.set(orderId, { orderId, state: 'open', lines });
  };

  test('finds nothing where all agree', async () => {
    agree();
    assert.equal(await run(), true);
    assert.deepEqual(asked, [[orderId]]);
    assert.deepEqual(await rows(database.db, 'select from order_mismatch'), []);
  });

  test('reports only what has been wrong for longer than messages need', async () => {
    await run();
    assert.deepEqual((await list()).items, []);
    await letPass(60);
    await itIsTime();
    await run();
    const { items, nextCursor } = await list();
    assert.deepEqual(
      items.map((item) => [item.orderId, item.kind]),
      [
        [orderId, 'order-without-payment'],
        [orderId, 'order-without-reservation'],
      ],
    );
    assert.equal(nextCursor, null);
    assert.deepEqual(
      (await countMismatches(database.db)).toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
      [
        { kind: 'order-without-payment', count: 1 },
        { kind: 'order-without-reservation', count: 1 },
      ],
    );
  });

  test('forgets what has been put right, though nothing has changed since', async () => {
    await run();
    agree();
    await rows(database.db, 'delete from order_transition');
    await itIsTime();
    await run();
    assert.deepEqual(await rows(database.db, 'select from order_mismatch'), []);
  });

  test('looks at what payments and products say has changed, orders that there are not among it', async () => {
    agree();
    const strange = randomUUID();
    payments.set(strange, { ...(payments.get(orderId) as PaymentRecord), orderId: strange });
    const lost = randomUUID();
    reservations.set(lost, { ...(reservations.get(orderId) as ReservationRecord), orderId: lost });
    changed.payments = [strange, orderId];
    changed.reservations = [lost, strange];
    await run();
    const found = await rows(database.db, 'select order_id, kind from order_mismatch order by kind');
    assert.deepEqual(found, [
      { order_id: strange, kind: 'paid-without-order' },
      { order_id: lost, kind: 'reservation-without-order' },
    ]);
    assert.equal(asked.flat().length, 3, 'each once');
  });

  test('is done by one replica at a time, and not before it is time again', async () => {
    agree();
    const both = await Promise.all([run('orders-1'), run('orders-2')]);
    assert.deepEqual(both.toSorted(), [false, true]);
    assert.equal(await run(), false);
  });

  test('that could not come to its end begins again where it began', async () => {
    fails = true;
    const untilBefore = await rows(database.db, 'select compared_until from reconciliation');
    await assert.rejects(run(), /away/);
    assert.deepEqual(await rows(database.db, 'select compared_until from reconciliation'), untilBefore);
    fails = false;
    agree();
    await itIsTime();
    assert.equal(await run(), true);
    assert.deepEqual(asked.at(-1), [orderId]);
  });

  test('lists in pages, to staff and the operator only', async () => {
    await run();
    await letPass(60);
    await itIsTime();
    await run();
    const first = await list('?limit=1');
    const second = await list(`?limit=1&cursor=${first.nextCursor}`);
    assert.deepEqual(
      [...first.items, ...second.items].map((item) => item.kind),
      ['order-without-payment', 'order-without-reservation'],
    );
    assert.equal(second.nextCursor, null);
    assert.equal((await orders.get(token, '/v1/mismatches')).status, 403);
    const staff = await userToken({ roles: ['staff'] });
    assert.equal((await orders.get(staff, '/v1/mismatches')).status, 200);
    for (const cursor of ['abc', Buffer.from('["2026","a","b"]').toString('base64url')]) {
      const answer = await orders.get(staff, `/v1/mismatches?cursor=${cursor}`);
      assert.equal(answer.body.code, 'orders/cursor-invalid');
    }
  });

  test('has a metric for every kind from the beginning', async () => {
    const kinds = (await orders.metricsText()).match(/^reconciliation_mismatches\{.*\} 0$/gm);
    assert.equal(kinds?.length, 7);
  });
});
