import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { createShop, gbp, rows, type Shop, type ShopOrder } from '../payments-for-tests.ts';

describe('a webhook of the provider', () => {
  let shop: Shop;

  before(async () => {
    shop = await createShop();
    await shop.startWork();
  });
  after(() => shop?.close());

  const noticeOf = (attemptId: string, changes: Record<string, unknown> = {}) => {
    const { id, orderId, state, amount } = shop.provider.of(attemptId);
    return {
      eventId: randomUUID(),
      type: `payment.${state}`,
      paymentId: id,
      attemptId,
      orderId,
      claims: { state, amount },
      ...changes,
    };
  };
  const stored = (eventId: string) =>
    rows<{ outcome: string }>(
      shop.database.db,
      'select outcome from webhook_event where event_id = $1',
      eventId,
    );
  const counted = (outcome: string) => shop.payments.metric('payments_webhooks_total', { outcome });
  const authorised = async () => {
    const order = await shop.newOrder();
    await order.request();
    const { body } = await order.pay();
    await order.until('authorised');
    return { order, attemptId: body.attemptId };
  };
  const untouched = async (order: ShopOrder, work: () => Promise<unknown>): Promise<void> => {
    const picture = async () => [await order.read(), await order.announced(), await order.work()];
    const before = await picture();
    const calls = shop.provider.calls.length;
    await work();
    assert.deepEqual(await picture(), before);
    assert.equal(shop.provider.calls.length, calls, 'the provider was asked');
  };

  test('makes us look at what waits for its customer, and that is what counts', async () => {
    const order = await shop.newOrder();
    await order.request();
    const { body } = await order.pay('tok_3ds');
    await eventually(async () => assert.equal((await order.read()).attempts[0]?.state, 'action-required'));
    const early = noticeOf(body.attemptId, { claims: { state: 'authorised', amount: gbp(1095) } });
    assert.equal((await shop.payments.webhook(early)).status, 200);
    await eventually(() => assert.equal(shop.provider.calls.at(-1)?.operation, 'read'));
    assert.equal((await order.read()).state, 'due', 'a claim alone changes nothing');

    shop.provider.confirm(body.attemptId);
    const notice = noticeOf(body.attemptId);
    assert.equal((await shop.payments.webhook(notice)).status, 200);
    await order.until('authorised');
    assert.deepEqual(await stored(notice.eventId), [{ outcome: 'hint' }]);
  });

  test('that a customer has not confirmed leads to a decline, and another attempt', async () => {
    const order = await shop.newOrder();
    await order.request();
    const { body } = await order.pay('tok_3ds');
    await eventually(async () => assert.equal((await order.read()).attempts[0]?.state, 'action-required'));
    assert.equal((await order.pay()).body.code, 'payments/attempt-unfinished');
    shop.provider.confirm(body.attemptId, false);
    await shop.payments.webhook(noticeOf(body.attemptId));
    await eventually(async () =>
      assert.equal((await order.read()).attempts[0]?.failure, 'authentication-failed'),
    );
    await order.pay();
    await order.until('authorised');
  });

  test('about what we know is stored, and nobody is asked', async () => {
    const { order, attemptId } = await authorised();
    const notice = noticeOf(attemptId);
    await untouched(order, async () => {
      assert.equal((await shop.payments.webhook(notice)).status, 200);
    });
    assert.deepEqual(await stored(notice.eventId), [{ outcome: 'known' }]);
  });

  test('that is replayed is acknowledged, and nothing happens', async () => {
    const { order, attemptId } = await authorised();
    const notice = noticeOf(attemptId);
    await shop.payments.webhook(notice);
    const before = await counted('replayed');
    await untouched(order, async () => {
      const answers = await Promise.all([shop.payments.webhook(notice), shop.payments.webhook(notice)]);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200],
      );
    });
    assert.equal((await stored(notice.eventId)).length, 1);
    assert.equal(await counted('replayed'), before + 2);
  });

  for (const headers of [{ 'fake-signature': 'wrong' }, {}]) {
    test(`with ${JSON.stringify(headers)} for a signature is refused and not stored`, async () => {
      const { order, attemptId } = await authorised();
      const notice = noticeOf(attemptId, { claims: { state: 'voided', amount: gbp(1095) } });
      const before = await counted('wrong-signature');
      await untouched(order, async () => {
        const answer = await shop.payments.webhook(notice, headers);
        assert.deepEqual([answer.status, answer.body.code], [400, 'payments/webhook-signature']);
      });
      assert.deepEqual(await stored(notice.eventId), []);
      assert.equal(await counted('wrong-signature'), before + 1);
    });
  }

  test('for another order, amount, attempt or payment changes nothing, and is counted', async () => {
    const { order, attemptId } = await authorised();
    const other = await authorised();
    const wrong = [
      { orderId: other.order.orderId },
      { orderId: randomUUID() },
      { attemptId: other.attemptId },
      { attemptId: randomUUID() },
      { attemptId: 'not-an-id' },
      { paymentId: 'pay_another' },
      { claims: { state: 'authorised', amount: gbp(1) } },
      { claims: { state: 'authorised', amount: { amountMinor: 1095, currency: 'EUR' } } },
      { attemptId: null },
    ];
    const before = await shop.payments.metric('payments_webhook_mismatches_total');
    await untouched(order, async () => {
      for (const changes of wrong) {
        const notice = noticeOf(attemptId, changes);
        assert.equal((await shop.payments.webhook(notice)).status, 200);
        assert.deepEqual(await stored(notice.eventId), [{ outcome: 'mismatch' }], JSON.stringify(changes));
      }
    });
    assert.equal(await shop.payments.metric('payments_webhook_mismatches_total'), before + wrong.length);
  });

  test('that claims another end than ours changes nothing', async () => {
    const { order, attemptId } = await authorised();
    const notice = noticeOf(attemptId, { claims: { state: 'declined', amount: gbp(1095) } });
    await untouched(order, () => shop.payments.webhook(notice));
    assert.deepEqual(await stored(notice.eventId), [{ outcome: 'noted' }]);
  });

  test('of another provider is refused', async () => {
    const answer = await shop.payments.call(null, '/v1/webhooks/elsewhere', {});
    assert.deepEqual([answer.status, answer.body.code], [404, 'payments/no-such-provider']);
  });
});
