import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import type { Attempt } from '@fondaco/contracts/http/payments';
import {
  type Answer,
  background,
  createShop,
  type RunningPayments,
  type Shop,
} from '../payments-for-tests.ts';

describe('a replica that stops', () => {
  let shop: Shop;
  let stopping: RunningPayments;

  before(async () => {
    shop = await createShop();
    stopping = await shop.run({ INSTANCE: 'payments-2', PROVIDER_CONCURRENCY: '1' });
  });
  after(async () => {
    await stopping?.close();
    await shop?.close();
  });

  test('finishes what is at the provider, and leaves the rest to others at once', async () => {
    const orders = [await shop.newOrder(), await shop.newOrder(), await shop.newOrder()];
    for (const order of orders) await order.request();
    const gate = Promise.withResolvers<void>();
    shop.provider.interfere('authorise', { before: () => gate.promise });
    const paid: Answer<Attempt>[] = [];
    for (const { token, orderId } of orders) {
      paid.push(await stopping.pay(token, orderId, 'key', { cardToken: 'tok_ok' }));
    }
    const asked = () => shop.provider.calls.map(({ key }) => key);
    await eventually(() => assert.deepEqual(asked(), [paid[0]?.body.attemptId]));

    const stopped = background(stopping.service, 'provider-work').stop();
    gate.resolve();
    await stopped;
    assert.deepEqual(asked(), [paid[0]?.body.attemptId]);
    assert.equal((await orders[0]?.read())?.state, 'authorised');

    await shop.startWork();
    for (const order of orders) await order.until('authorised');
    assert.equal(shop.provider.payments.size, 3);
  });
});
