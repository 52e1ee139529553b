import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { noAnswer } from '../fake-provider-for-tests.ts';
import { createShop, type Shop, type ShopOrder } from '../payments-for-tests.ts';

describe('withdrawing a payment', () => {
  let shop: Shop;

  before(async () => {
    shop = await createShop();
    await shop.startWork();
  });
  after(() => shop?.close());

  const told = async (order: ShopOrder) => (await order.announced()).map(({ type }) => type);
  const held = (orderId: string) =>
    [...shop.provider.payments.values()].filter(
      (one) => one.orderId === orderId && ['authorised', 'captured', 'action-required'].includes(one.state),
    );

  test('before it was requested closes it at once, and no later request opens it', async () => {
    const order = await shop.newOrder();
    const { body } = await order.pay();
    await order.withdraw();
    assert.deepEqual(await told(order), ['closed']);
    await order.request();
    const payment = await order.read();
    assert.equal(payment.state, 'closed');
    assert.deepEqual(
      payment.attempts.map(({ attemptId, state, failure }) => [attemptId, state, failure]),
      [[body.attemptId, 'refused', 'not-payable']],
    );
    assert.deepEqual(held(order.orderId), []);
    assert.deepEqual(
      [(await order.pay()).status, (await order.pay()).body.code],
      [409, 'payments/not-payable'],
    );
  });

  test('that nobody has tried to pay closes it at once', async () => {
    const order = await shop.newOrder();
    await order.request();
    await order.withdraw();
    assert.equal((await order.read()).state, 'closed');
    assert.deepEqual(await told(order), ['closed']);
  });

  test('that is authorised voids it first, and closes when the provider has said so', async () => {
    const order = await shop.newOrder(700);
    await order.request();
    const { body } = await order.pay();
    await order.until('authorised');
    shop.provider.interfere('void', { before: noAnswer });
    await order.withdraw();
    assert.equal((await order.read()).state, 'closing');
    assert.deepEqual(await told(order), ['authorised']);
    const payment = await order.until('closed');
    assert.equal(shop.provider.of(body.attemptId).state, 'voided');
    assert.equal(payment.attempts[0]?.state, 'voided');
    assert.deepEqual(await told(order), ['authorised', 'closed']);
    const balances = Map.groupBy(await order.ledger(), ({ account }) => account);
    for (const postings of balances.values()) {
      assert.equal(
        postings.reduce((sum, { amount }) => sum + amount, 0),
        0,
      );
    }
  });

  test('that waits for its customer ends it at the provider first', async () => {
    const order = await shop.newOrder();
    await order.request();
    const { body } = await order.pay('tok_3ds');
    await eventually(async () => assert.equal((await order.read()).attempts[0]?.state, 'action-required'));
    assert.match((await order.read()).attempts[0]?.actionUrl ?? '', /confirm/);
    await order.withdraw();
    await order.until('closed');
    assert.equal(shop.provider.of(body.attemptId).state, 'voided');
    shop.provider.confirm(body.attemptId);
    assert.deepEqual(held(order.orderId), []);
    assert.deepEqual(await order.work(), []);
  });

  test('while an attempt is at the provider waits for its outcome, then voids', async () => {
    const order = await shop.newOrder();
    await order.request();
    const gate = Promise.withResolvers<void>();
    shop.provider.interfere('authorise', { after: () => gate.promise });
    const { body } = await order.pay();
    await eventually(() => assert.equal(shop.provider.of(body.attemptId).state, 'authorised'));
    await order.withdraw();
    assert.equal((await order.read()).state, 'closing');
    assert.deepEqual(await told(order), []);
    gate.resolve();
    await order.until('closed');
    assert.equal(shop.provider.of(body.attemptId).state, 'voided');
    assert.deepEqual(await told(order), ['closed']);
  });

  test('while nobody knows what became of an attempt finds out first', async () => {
    const order = await shop.newOrder();
    await order.request();
    shop.provider.interfere('authorise', { after: noAnswer });
    const { body } = await order.pay();
    await eventually(() => assert.equal(shop.provider.of(body.attemptId).state, 'authorised'));
    await order.withdraw();
    assert.deepEqual(await told(order), []);
    await order.until('closed');
    assert.equal(shop.provider.of(body.attemptId).state, 'voided');
    const asked = shop.provider.calls.filter(({ key }) => key === body.attemptId);
    assert.deepEqual(asked.map(({ operation }) => operation).slice(0, 2), ['authorise', 'find']);
  });

  test('at the moment of paying ends with nothing held, every time', async () => {
    for (let round = 0; round < 12; round++) {
      const order = await shop.newOrder();
      if (round % 2 === 0) await order.request();
      await Promise.all([order.pay(), order.withdraw(), ...(round % 2 === 0 ? [] : [order.request()])]);
      await order.until('closed');
      await eventually(async () => {
        assert.deepEqual(await order.work(), []);
        assert.ok((await told(order)).includes('closed'));
      });
      assert.deepEqual(held(order.orderId), []);
    }
  });

  test('again is answered again', async () => {
    const order = await shop.newOrder();
    await order.request();
    await order.withdraw();
    await order.withdraw();
    assert.deepEqual(await told(order), ['closed', 'closed']);
  });

  test('that was captured cannot have happened, and is parked', async () => {
    const order = await shop.newOrder();
    await order.request();
    await order.pay();
    await order.until('authorised');
    await order.capture(crypto.randomUUID());
    await order.until('captured');
    await assert.rejects(order.withdraw(), { name: 'Unprocessable' });
  });

  test('of an order that was rejected is not waited for: what waits is refused, and nothing is told', async () => {
    const order = await shop.newOrder();
    await order.pay();
    await order.reject();
    const payment = await order.read();
    assert.deepEqual([payment.state, payment.attempts[0]?.failure], ['closed', 'not-payable']);
    assert.deepEqual(await order.announced(), []);
    await order.reject();
    const paid = await shop.newOrder();
    await paid.request();
    await assert.rejects(paid.reject(), { name: 'Unprocessable' });
  });
});
