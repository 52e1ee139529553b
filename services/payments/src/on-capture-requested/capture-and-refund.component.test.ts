import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { noAnswer } from '../fake-provider-for-tests.ts';
import { createShop, gbp, type Shop } from '../payments-for-tests.ts';

describe('taking the money and giving it back', () => {
  let shop: Shop;

  before(async () => {
    shop = await createShop();
    await shop.startWork();
  });
  after(() => shop?.close());

  const authorised = async (amount = 1000, cardToken = 'tok_ok') => {
    const order = await shop.newOrder(amount);
    await order.request();
    const { body } = await order.pay(cardToken);
    await order.until('authorised');
    const told = async () =>
      (await order.announced()).slice(1).map(({ type, payload }) => [type, payload.reason]);
    return { ...order, attemptId: body.attemptId, told };
  };
  const captured = async (amount = 1000, cardToken = 'tok_ok') => {
    const order = await authorised(amount, cardToken);
    const shipmentId = randomUUID();
    await order.capture(shipmentId);
    await order.until('captured');
    return { ...order, shipmentId };
  };

  test('the whole amount is taken once, under the key of the shipment, however often it is asked for', async () => {
    const order = await authorised(1000);
    const shipmentId = randomUUID();
    shop.provider.interfere('capture', { after: noAnswer });
    await order.capture(shipmentId);
    await order.capture(shipmentId);
    const payment = await order.until('captured');
    assert.deepEqual(payment.captured, gbp(1000));
    assert.equal(shop.provider.of(order.attemptId).captured, 1000);
    await order.capture(shipmentId);
    assert.deepEqual(await order.told(), [
      ['captured', undefined],
      ['captured', undefined],
    ]);
    const ledger = (await order.ledger()).filter(({ kind }) => kind === 'captured');
    assert.deepEqual(
      ledger.map(({ account, amount }) => [account, amount]),
      [
        ['customer-payments', -1000],
        ['hold-obligations', 1000],
        ['holds', -1000],
        ['provider-receivable', 1000],
      ],
    );
  });

  test('a capture that the provider refuses is told, again when asked again, and may be withdrawn', async () => {
    const order = await authorised(1000, 'tok_capture_fails');
    const shipmentId = randomUUID();
    await order.capture(shipmentId);
    await eventually(async () =>
      assert.deepEqual(await order.told(), [['capture-failed', 'capture-refused']]),
    );
    assert.equal((await order.read()).state, 'authorised');
    await order.capture(shipmentId);
    assert.equal((await order.told()).length, 2);
    await order.withdraw();
    await order.until('closed');
    assert.equal(shop.provider.of(order.attemptId).state, 'voided');
  });

  test('another amount, another shipment, or an unpaid order cannot be captured', async () => {
    const order = await authorised(1000);
    await assert.rejects(order.capture(randomUUID(), gbp(999)), { name: 'Unprocessable' });
    const paid = await captured();
    await assert.rejects(paid.capture(randomUUID()), { name: 'Unprocessable' });
    const unpaid = await shop.newOrder();
    await assert.rejects(unpaid.capture(randomUUID()), { name: 'Unprocessable' });
    await unpaid.request();
    await assert.rejects(unpaid.capture(randomUUID()), { name: 'Unprocessable' });
  });

  test('parts go back, each once, and never more than was taken', async () => {
    const order = await captured(1000);
    const [first, second, tooMuch] = [randomUUID(), randomUUID(), randomUUID()];
    shop.provider.interfere('refund', { after: noAnswer });
    await order.refund(first, 400);
    await order.refund(first, 400);
    await order.refund(tooMuch, 601);
    await order.refund(second, 600);
    await eventually(async () => assert.deepEqual((await order.read()).refunded, gbp(1000)));
    await order.refund(first, 400);
    assert.deepEqual(
      (await order.announced())
        .slice(2)
        .map(({ type, payload }) => [type, payload.refundId, payload.amount ?? payload.reason])
        .toSorted((a, b) => String(a).localeCompare(String(b))),
      [
        ['refund-failed', tooMuch, 'more-than-captured'],
        ['refunded', first, gbp(400)],
        ['refunded', first, gbp(400)],
        ['refunded', second, gbp(600)],
      ].toSorted((a, b) => String(a).localeCompare(String(b))),
    );
    assert.equal(shop.provider.of(order.attemptId).refunded, 1000);
  });

  test('two refunds at the same moment cannot give back more than was taken', async () => {
    const order = await captured(1000);
    await Promise.all([order.refund(randomUUID(), 700), order.refund(randomUUID(), 700)]);
    await eventually(async () => assert.equal((await order.told()).length, 3));
    assert.deepEqual((await order.read()).refunded, gbp(700));
    assert.equal(shop.provider.of(order.attemptId).refunded, 700);
  });

  test('a refund that the provider refuses is told, and its amount may go back by another', async () => {
    const order = await captured(1000, 'tok_refund_fails');
    const refundId = randomUUID();
    await order.refund(refundId, 1000);
    await eventually(async () =>
      assert.deepEqual(await order.told(), [
        ['captured', undefined],
        ['refund-failed', 'refund-refused'],
      ]),
    );
    await order.refund(refundId, 1000);
    assert.equal((await order.told()).length, 3);
    await order.refund(randomUUID(), 1000);
    await eventually(async () => assert.equal((await order.told()).length, 4));
    assert.deepEqual((await order.read()).refunded, gbp(0));
  });

  test('what was not taken cannot be given back, nor nothing, nor in another currency', async () => {
    const order = await authorised();
    await assert.rejects(order.refund(randomUUID(), 1), { name: 'Unprocessable' });
    const paid = await captured();
    for (const amount of [0, -1]) {
      await assert.rejects(paid.refund(randomUUID(), amount), { name: 'Unprocessable' });
    }
  });
});
