import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Unprocessable } from '@fondaco/chassis/messaging';
import { captureRequested, deliverTogether, requested, withdrawn } from '../batch-for-tests.ts';
import { createShop, gbp, type Shop, type ShopOrder } from '../payments-for-tests.ts';

describe('requests for payment that come together', () => {
  let shop: Shop;

  before(async () => {
    shop = await createShop();
    await shop.startWork();
  });
  after(() => shop?.close());

  const told = async (order: ShopOrder) => (await order.announced()).map(({ type }) => type);
  const orders = (count: number) => Promise.all(Array.from({ length: count }, () => shop.newOrder()));

  test('are dealt with by two statements, whatever their number', async () => {
    const several = await orders(20);
    for (const order of several.slice(0, 10)) await order.pay();
    const statements = await deliverTogether(
      shop,
      several.map((order) => requested(order)),
    );
    assert.deepEqual(statements, ['lock-or-begin-payments', 'request-payments']);
    for (const order of several.slice(0, 10)) await order.until('authorised');
    for (const order of several.slice(10)) {
      const { state, amount } = await order.read();
      assert.deepEqual([state, amount], ['due', gbp(1095)]);
      assert.equal((await order.pay()).status, 202);
      await order.until('authorised');
    }
  });

  test('each find their own order as it is', async () => {
    const [fresh, tried, strangers, paid, closed, leaving, shipping] = (await orders(7)) as [
      ...[ShopOrder, ShopOrder, ShopOrder, ShopOrder],
      ...[ShopOrder, ShopOrder, ShopOrder],
    ];
    const stranger = await shop.userToken({ userId: randomUUID() });
    const { body: own } = await tried.pay();
    await tried.pay('tok_strangers', randomUUID(), stranger);
    const key = randomUUID();
    await strangers.pay('tok_strangers', key, stranger);
    for (const order of [paid, shipping]) {
      await order.request();
      await order.pay();
      await order.until('authorised');
    }
    await closed.withdraw();
    await leaving.pay();

    await deliverTogether(shop, [
      ...[fresh, tried, strangers, paid, closed].map((order) => requested(order)),
      withdrawn(leaving),
      captureRequested(shipping, randomUUID()),
    ]);

    assert.equal((await fresh.read()).state, 'due');
    await tried.until('authorised');
    assert.equal(shop.provider.of(own.attemptId).orderId, tried.orderId);
    const theirs = [...shop.provider.payments.values()].map(({ orderId }) => orderId);
    assert.equal(theirs.filter((orderId) => orderId === tried.orderId).length, 1);
    assert.deepEqual([(await strangers.read()).state, theirs.includes(strangers.orderId)], ['due', false]);
    const { body: refused } = await strangers.pay('tok_strangers', key, stranger);
    assert.deepEqual([refused.state, refused.failure], ['refused', 'not-your-order']);
    assert.deepEqual(await told(paid), ['authorised', 'authorised']);
    assert.deepEqual([(await closed.read()).state, await told(closed)], ['closed', ['closed']]);
    assert.deepEqual([(await leaving.read()).state, await told(leaving)], ['closed', ['closed']]);
    assert.equal((await leaving.read()).attempts[0]?.failure, 'not-payable');
    await shipping.until('captured');
    assert.deepEqual(await told(shipping), ['authorised', 'captured']);
  });

  test('change nothing when one of them says what cannot be, so that each can be dealt with alone', async () => {
    const [first, wrong, third] = (await orders(3)) as [ShopOrder, ShopOrder, ShopOrder];
    await wrong.request();
    await first.pay();
    const messages = [requested(first), requested(wrong, 7), requested(third)];
    await assert.rejects(deliverTogether(shop, messages), Unprocessable);
    assert.equal((await first.read()).state, 'unknown');
    assert.equal((await shop.payments.call(third.token, `/v1/payments/${third.orderId}`)).status, 404);
    assert.deepEqual(await first.work(), []);

    await deliverTogether(shop, [requested(first)]);
    await assert.rejects(deliverTogether(shop, [requested(wrong, 7)]), Unprocessable);
    await deliverTogether(shop, [requested(third)]);
    await first.until('authorised');
    assert.deepEqual((await wrong.read()).amount, gbp(1095));
    assert.equal((await third.read()).state, 'due');
  });

  test('with a capture of an order that nobody knows leave no payment of it behind', async () => {
    const [known, unknown] = (await orders(2)) as [ShopOrder, ShopOrder];
    const capture = captureRequested(unknown, randomUUID());
    await assert.rejects(deliverTogether(shop, [requested(known), capture]), Unprocessable);
    await assert.rejects(deliverTogether(shop, [capture]), /there is no payment of order/);
    assert.equal((await shop.payments.call(unknown.token, `/v1/payments/${unknown.orderId}`)).status, 404);
  });
});
