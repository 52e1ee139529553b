import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { newId } from '@fondaco/chassis/service';
import {
  type ProviderPayment,
  ProviderRefused,
  ProviderUnavailable,
  WrongSignature,
} from './payment-provider.ts';
import type { Harness } from './testing/harness.ts';
import { startSandboxHarness } from './testing/sandbox-harness.ts';
import { startStripeHarness } from './testing/stripe-harness.ts';

const AMOUNT = { amountMinor: 1_999, currency: 'EUR' };

for (const [name, start] of [
  ['the sandbox', startSandboxHarness],
  ['Stripe', startStripeHarness],
] as const) {
  describe(`a payment provider: ${name}`, () => {
    let harness: Harness;
    before(async () => {
      harness = await start();
    });
    after(() => harness.stop());
    afterEach(() => harness.misbehave('no'));

    const requestOf = (card: keyof Harness['cards'] = 'good') => ({
      attemptId: newId(),
      orderId: newId(),
      amount: AMOUNT,
      cardToken: harness.cards[card],
      returnUrl: 'https://localhost:8443/orders/1',
    });
    const pay = (card?: keyof Harness['cards']) => harness.provider.authorise(requestOf(card));
    const captured = async (card?: keyof Harness['cards']): Promise<ProviderPayment> => {
      const { id } = await pay(card);
      return harness.provider.capture(id, newId());
    };

    it('holds the amount for an attempt, once however often it is asked', async () => {
      const request = requestOf();
      const payment = await harness.provider.authorise(request);
      const { attemptId, orderId } = request;
      assert.deepEqual(payment, {
        id: payment.id,
        attemptId,
        orderId,
        state: 'authorised',
        amount: AMOUNT,
        captured: 0,
        refunded: 0,
        declineReason: null,
        actionUrl: null,
      });
      assert.deepEqual(await harness.provider.authorise(request), payment);
      assert.deepEqual(await harness.provider.read(payment.id), payment);
      assert.deepEqual(await harness.provider.find(attemptId), payment);
    });

    it('answers what came of an attempt that was sent before, and refuses it for another amount', async () => {
      const request = requestOf();
      const payment = await harness.provider.authorise(request);
      const moved = { ...request, returnUrl: 'https://localhost:8443/moved' };
      assert.deepEqual(await harness.provider.authorise(moved), payment);
      const other = { ...request, amount: { ...AMOUNT, amountMinor: 1 } };
      await assert.rejects(harness.provider.authorise(other), ProviderRefused);
    });

    it('answers declines with their reason, and the same again', async () => {
      const reasonOf = async (card: keyof Harness['cards']) => {
        const request = requestOf(card);
        const payment = await harness.provider.authorise(request);
        assert.equal(payment.state, 'declined');
        assert.equal(payment.attemptId, request.attemptId);
        assert.deepEqual(await harness.provider.authorise(request), payment);
        return payment.declineReason;
      };
      assert.equal(await reasonOf('declined'), 'card-declined');
      assert.equal(await reasonOf('insufficientFunds'), 'insufficient-funds');
      assert.equal(await reasonOf('expired'), 'expired-card');
      assert.equal(await reasonOf('unknown'), 'card-token-invalid');
    });

    it('sends the customer somewhere to confirm, and holds the amount when he does', async () => {
      const waiting = await pay('asksCustomer');
      assert.equal(waiting.state, 'action-required');
      assert.match(String(waiting.actionUrl), /^https:\/\//);
      await harness.settle(waiting, true);
      const after = await harness.provider.read(waiting.id);
      assert.deepEqual([after.state, after.actionUrl], ['authorised', null]);
    });

    it('declines when the customer refuses, for good', async () => {
      const waiting = await pay('asksCustomer');
      await harness.settle(waiting, false);
      for (let looked = 0; looked < 2; looked += 1) {
        const { state, declineReason } = await harness.provider.read(waiting.id);
        assert.deepEqual([state, declineReason], ['declined', 'authentication-failed']);
      }
    });

    it('has done what it was asked even when its answer was lost, and finds it by the attempt', async () => {
      const request = requestOf();
      await harness.misbehave('loses-answers');
      await assert.rejects(harness.provider.authorise(request), ProviderUnavailable);
      await harness.misbehave('no');
      const found = await harness.provider.find(request.attemptId);
      assert.equal(found?.state, 'authorised');
      assert.deepEqual(await harness.provider.authorise(request), found);
    });

    it('never got what it does not find', async () => {
      assert.equal(await harness.provider.find(newId()), null);
    });

    it('is unavailable when it does not answer or fails, whatever it was asked', async () => {
      const { id } = await pay();
      await harness.misbehave('unavailable');
      const { provider } = harness;
      for (const asked of [
        () => pay(),
        () => provider.find(newId()),
        () => provider.read(id),
        () => provider.capture(id, newId()),
        () => provider.void(id, newId()),
        () => provider.refund({ paymentId: id, refundId: newId(), amount: AMOUNT }),
        () => provider.changes(new Date(), null),
      ]) {
        await assert.rejects(asked(), ProviderUnavailable);
      }
    });

    it('takes what is held, once, under any key', async () => {
      const payment = await captured();
      assert.deepEqual([payment.state, payment.captured], ['captured', AMOUNT.amountMinor]);
      const again = await harness.provider.capture(payment.id, newId());
      assert.deepEqual(again, payment);
    });

    it('refuses to take what was given back, and to give back what was taken', async () => {
      const { id } = await pay();
      const voided = await harness.provider.void(id, newId());
      assert.equal(voided.state, 'voided');
      assert.equal((await harness.provider.void(id, newId())).state, 'voided');
      await assert.rejects(harness.provider.capture(id, newId()), ProviderRefused);
      const taken = await captured();
      await assert.rejects(harness.provider.void(taken.id, newId()), ProviderRefused);
    });

    it('ends a payment that waits for the customer', async () => {
      const waiting = await pay('asksCustomer');
      assert.equal((await harness.provider.void(waiting.id, newId())).state, 'voided');
    });

    it('refuses when the capture fails, and leaves the amount held', async () => {
      const { id } = await pay('captureFails');
      await assert.rejects(harness.provider.capture(id, newId()), ProviderRefused);
      assert.equal((await harness.provider.read(id)).state, 'authorised');
    });

    it('gives back a part and then the rest, each refund once', async () => {
      const { id } = await captured();
      const part = { paymentId: id, refundId: newId(), amount: { ...AMOUNT, amountMinor: 500 } };
      const refund = await harness.provider.refund(part);
      assert.deepEqual([refund.refundId, refund.amount], [part.refundId, part.amount]);
      assert.deepEqual(await harness.provider.refund(part), refund);
      assert.equal((await harness.provider.read(id)).refunded, 500);
      const rest = { paymentId: id, refundId: newId(), amount: { ...AMOUNT, amountMinor: 1_500 } };
      await assert.rejects(harness.provider.refund(rest), ProviderRefused);
      await harness.provider.refund({
        ...rest,
        refundId: newId(),
        amount: { ...AMOUNT, amountMinor: 1_499 },
      });
      assert.equal((await harness.provider.read(id)).refunded, AMOUNT.amountMinor);
    });

    it('refuses when the refund fails', async () => {
      const { id } = await captured('refundFails');
      const refund = { paymentId: id, refundId: newId(), amount: AMOUNT };
      await assert.rejects(harness.provider.refund(refund), ProviderRefused);
      assert.equal((await harness.provider.read(id)).refunded, 0);
    });

    it('lists what changed since, as it is now', async () => {
      const since = new Date(Date.now() - 1_000);
      const payment = await captured();
      const other = await pay();
      const seen = new Map<string, ProviderPayment>();
      let cursor: string | null = null;
      do {
        const page = await harness.provider.changes(since, cursor);
        for (const one of page.payments) seen.set(one.id, one);
        cursor = page.next;
      } while (cursor !== null);
      assert.deepEqual(seen.get(payment.id), payment);
      assert.deepEqual(seen.get(other.id), other);
    });

    it('tells of a change by a signed webhook', async () => {
      const payment = await pay();
      const { body, headers } = await harness.notice(payment);
      const notice = harness.provider.readNotice(body, headers);
      assert.deepEqual(
        [notice.paymentId, notice.attemptId, notice.orderId],
        [payment.id, payment.attemptId, payment.orderId],
      );
      assert.deepEqual(notice.claims, { state: 'authorised', amount: AMOUNT });
      assert.equal(harness.provider.readNotice(body, headers).eventId, notice.eventId);
    });

    it('believes no webhook that is unsigned, changed, signed by another or long ago', async () => {
      const { body, headers } = await harness.notice(await pay());
      const changed = Buffer.from(body.toString().replace('1999', '1'));
      const now = new Date();
      const old = new Date(now.getTime() - 10 * 60 * 1000);
      const good = harness.sign(body, harness.webhookSecret, now);
      assert.ok(harness.provider.readNotice(good.body, good.headers).paymentId);
      for (const [what, wrong] of [
        ['unsigned', { body, headers: {} }],
        ['changed', { body: changed, headers }],
        ['signed by another', harness.sign(body, 'another webhook secret', now)],
        ['signed long ago', harness.sign(body, harness.webhookSecret, old)],
      ] as const) {
        assert.throws(() => harness.provider.readNotice(wrong.body, wrong.headers), WrongSignature, what);
      }
    });
  });
}
