import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import type { PaymentRecord } from '@fondaco/contracts/http/payments';
import { background, createShop, gbp, rows, type Shop } from '../payments-for-tests.ts';

type Changes = { orderIds: string[]; nextCursor: string | null };

describe('the record of payments', () => {
  let shop: Shop;
  let orders: string;

  before(async () => {
    shop = await createShop();
    await shop.startWork();
    orders = await shop.serviceToken('orders');
  });
  after(() => shop?.close());

  const changes = async (query: string): Promise<Changes> =>
    (
      await shop.payments.call<Changes>(
        await shop.serviceToken('orders'),
        `/v1/payment-records/changes?${query}`,
      )
    ).body;

  test('tells of the money of each order that a payment was requested of, or withdrawn', async () => {
    const paid = await shop.newOrder(900);
    await paid.request();
    await paid.pay();
    await paid.until('authorised');
    const withdrawn = await shop.newOrder();
    await withdrawn.withdraw();
    const waiting = await shop.newOrder();
    await waiting.pay();

    const { status, body } = await shop.payments.call<{ records: PaymentRecord[] }>(
      orders,
      '/v1/payment-records/query',
      { orderIds: [paid.orderId, withdrawn.orderId, waiting.orderId, randomUUID()] },
    );
    assert.equal(status, 200);
    const byOrder = new Map(body.records.map((record) => [record.orderId, { ...record, changedAt: '' }]));
    assert.equal(byOrder.size, 2);
    assert.deepEqual(byOrder.get(paid.orderId), {
      orderId: paid.orderId,
      state: 'authorised',
      amount: gbp(900),
      authorised: gbp(900),
      captured: gbp(0),
      refunded: gbp(0),
      changedAt: '',
    });
    assert.deepEqual(
      [byOrder.get(withdrawn.orderId)?.state, byOrder.get(withdrawn.orderId)?.amount],
      ['closed', null],
    );
  });

  test('lists what changed since a time, in pages, each order once', async () => {
    const since = new Date(Date.now() - 1_000).toISOString();
    const made: string[] = [];
    for (let n = 0; n < 5; n++) {
      const order = await shop.newOrder();
      await order.request();
      made.push(order.orderId);
    }
    const seen: string[] = [];
    for (let cursor: string | null = '', pages = 0; cursor !== null && pages < 20; pages++) {
      const page: Changes = await changes(`since=${since}&limit=2${cursor && `&cursor=${cursor}`}`);
      assert.ok(page.orderIds.length <= 2);
      seen.push(...page.orderIds);
      cursor = page.nextCursor;
    }
    assert.deepEqual(
      seen.filter((id) => made.includes(id)),
      made,
    );
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual((await changes(`since=${new Date(Date.now() + 60_000).toISOString()}`)).orderIds, []);
  });

  test('is for orders and the operator alone', async () => {
    const staff = await shop.userToken({ roles: ['staff'] });
    for (const [path, body] of [
      ['/v1/payment-records/changes?since=2026-01-01T00:00:00Z', undefined],
      ['/v1/payment-records/query', { orderIds: [randomUUID()] }],
    ] as const) {
      assert.equal((await shop.payments.call(staff, path, body)).status, 403);
      assert.equal((await shop.payments.call(null, path, body)).status, 401);
    }
  });

  test('attempts for orders that never turn up are refused in the end', async () => {
    const order = await shop.newOrder();
    await order.pay();
    await rows(
      shop.database.db,
      `update payment_attempt set created_at = now() - interval '2 hours' where order_id = $1`,
      order.orderId,
    );
    const young = await shop.newOrder();
    await young.pay();
    await background(shop.payments.service, 'forgotten-attempts').start();
    await eventually(async () => assert.equal((await order.read()).attempts[0]?.failure, 'no-such-order'));
    assert.equal((await young.read()).attempts[0]?.state, 'waiting');
    await young.request();
    await young.until('authorised');
    await order.request();
    await order.pay();
    await order.until('authorised');
  });
});
