import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { createShop, rows, type Shop, type ShopOrder } from '../payments-for-tests.ts';

describe('attempts that come together', () => {
  let shop: Shop;

  before(async () => {
    shop = await createShop();
    await shop.startWork();
  });
  after(() => shop?.close());

  test('are begun by fewer statements than there are attempts, and each is paid', async () => {
    const executed = () =>
      shop.payments.metric('db_client_operation_duration_seconds_count', {
        db_operation_name: 'insert-attempts',
      });
    const orders = await Promise.all(Array.from({ length: 30 }, () => shop.newOrder()));
    for (const order of orders.slice(0, 15)) await order.request();
    const before = await executed();
    const answers = await Promise.all(orders.map((order) => order.pay()));
    assert.ok((await executed()) - before < 15);
    assert.deepEqual(
      answers.map(({ body }) => [body.orderId, body.state]),
      orders.map(({ orderId }, n) => [orderId, n < 15 ? 'processing' : 'waiting']),
    );
    for (const order of orders.slice(15)) await order.request();
    for (const [n, order] of orders.entries()) {
      const { attempts } = await order.until('authorised');
      assert.equal(attempts[0]?.attemptId, answers[n]?.body.attemptId);
    }
  });

  test('get the answer that each would get alone', async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, () => shop.newOrder()));
    const [paid, busy, known, , , , , unheardOf] = orders as [
      ShopOrder,
      ShopOrder,
      ShopOrder,
      ...ShopOrder[],
    ];
    const [usedKey, sharedKey] = [randomUUID(), randomUUID()];
    for (const order of [paid, busy, known]) await order.request();
    await paid.pay('tok_ok', usedKey);
    await paid.until('authorised');
    const held = Promise.withResolvers<void>();
    shop.provider.interfere('authorise', { before: () => held.promise });
    await busy.pay();
    const stranger = await shop.userToken({ userId: randomUUID() });
    const others = orders.slice(3, 7);

    const answers = await Promise.all([
      ...others.map((order) => order.pay()),
      paid.pay(),
      paid.pay('tok_ok', usedKey),
      paid.pay('tok_another', usedKey),
      busy.pay(),
      known.pay('tok_ok', randomUUID(), stranger),
      // The key of another attempt, for an order that nobody has heard of.
      shop.payments.pay(paid.token, unheardOf?.orderId ?? '', usedKey, { cardToken: 'tok_ok' }),
      known.pay('tok_ok', sharedKey),
      known.pay('tok_ok', sharedKey),
    ]);
    held.resolve();
    assert.deepEqual(
      answers.slice(0, -2).map(({ status, body }) => [status, body.code ?? body.state]),
      [
        ...others.map(() => [202, 'waiting']),
        [409, 'payments/not-payable'],
        [202, 'authorised'],
        [422, 'payments/idempotency-key-reused'],
        [409, 'payments/attempt-unfinished'],
        [404, 'payments/no-such-payment'],
        [422, 'payments/idempotency-key-reused'],
      ],
    );
    const [once, again] = answers.slice(-2);
    assert.deepEqual([once?.status, again?.status], [202, 202]);
    assert.equal(once?.body.attemptId, again?.body.attemptId);
    const left = await rows(
      shop.database.db,
      'select from payment where order_id = $1',
      unheardOf?.orderId ?? '',
    );
    assert.deepEqual(left, []);
    await known.until('authorised');
  });
});
