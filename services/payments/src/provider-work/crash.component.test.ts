import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { background, createShop, gbp, type RunningPayments, type Shop } from '../payments-for-tests.ts';

/** A call that comes to no end before the test does: for whoever waits for it, the process has died there. */
const buried: ((reason: Error) => void)[] = [];
const dies = () => new Promise<void>((_, reject) => buried.push(reject));

describe('work whose process dies', () => {
  let shop: Shop;
  let other: RunningPayments;

  before(async () => {
    shop = await createShop();
    await shop.startWork();
    other = await shop.run({ INSTANCE: 'payments-2' });
  });
  after(async () => {
    for (const end of buried) end(new Error('the test is over'));
    await other?.close();
    await shop?.close();
  });

  for (const [where, interference] of [
    ['before the provider was asked', { before: dies }],
    ['between the answer of the provider and its recording', { after: dies }],
  ] as const) {
    test(`${where} is taken up by another replica, and charges once`, async () => {
      const order = await shop.newOrder(500);
      await order.request();
      shop.provider.interfere('authorise', interference);
      const { body } = await order.pay();
      await eventually(() => assert.ok(shop.provider.calls.some(({ key }) => key === body.attemptId)));
      assert.equal((await order.read()).attempts[0]?.state, 'processing');
      await order.abandon();
      await order.until('authorised');
      const charged = [...shop.provider.payments.values()].filter((one) => one.orderId === order.orderId);
      assert.equal(charged.length, 1);
      assert.deepEqual(
        (await order.announced()).map(({ type }) => type),
        ['authorised'],
      );
    });

    test(`${where} captures, refunds and voids once too`, async () => {
      const order = await shop.newOrder(500);
      await order.request();
      const { body } = await order.pay();
      await order.until('authorised');
      const theirs = () => shop.provider.of(body.attemptId);

      shop.provider.interfere('capture', interference);
      await order.capture(randomUUID());
      await eventually(async () => assert.equal((await order.work())[0]?.kind, 'capture'));
      await order.abandon();
      await order.until('captured');

      shop.provider.interfere('refund', interference);
      await order.refund(randomUUID(), 200);
      await order.abandon();
      await eventually(async () => assert.deepEqual((await order.read()).refunded, gbp(200)));
      assert.deepEqual([theirs().captured, theirs().refunded], [500, 200]);

      const withdrawn = await shop.newOrder(500);
      await withdrawn.request();
      await withdrawn.pay();
      await withdrawn.until('authorised');
      shop.provider.interfere('void', interference);
      await withdrawn.withdraw();
      await withdrawn.abandon();
      await withdrawn.until('closed');
      assert.deepEqual(
        (await withdrawn.announced()).map(({ type }) => type),
        ['authorised', 'closed'],
      );
    });
  }

  test('a replica that was frozen and wakes up puts no old outcome over a new one', async () => {
    const order = await shop.newOrder(500);
    await order.request();
    const frozen = Promise.withResolvers<void>();
    shop.provider.interfere('authorise', { after: () => frozen.promise });
    const { body } = await order.pay();
    await eventually(() => assert.equal(shop.provider.of(body.attemptId).state, 'authorised'));
    await order.abandon();
    await order.until('authorised');
    await order.withdraw();
    await order.until('closed');
    const told = await order.announced();

    frozen.resolve();
    await eventually(async () =>
      assert.deepEqual(
        (await order.read()).attempts.map(({ state }) => state),
        ['voided'],
      ),
    );
    const next = await shop.newOrder();
    await next.request();
    await next.pay();
    await next.until('authorised');
    assert.equal((await order.read()).state, 'closed');
    assert.deepEqual(await order.announced(), told);
  });

  test('two replicas at the same abandoned work finish it once', async () => {
    await background(other.service, 'provider-work').start();
    const order = await shop.newOrder();
    await order.request();
    shop.provider.interfere('authorise', { after: dies });
    await order.pay();
    await order.abandon();
    await order.until('authorised');
    assert.deepEqual(
      (await order.announced()).map(({ type }) => type),
      ['authorised'],
    );
    assert.deepEqual(await order.work(), []);
  });
});
