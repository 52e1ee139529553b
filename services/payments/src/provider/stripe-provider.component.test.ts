import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { newId } from '@fondaco/chassis/service';
import { ProviderUnavailable } from './payment-provider.ts';
import { createStripeProvider } from './stripe-provider.ts';
import { startStripeHarness } from './testing/stripe-harness.ts';

describe('Stripe', () => {
  let harness: Awaited<ReturnType<typeof startStripeHarness>>;
  before(async () => {
    harness = await startStripeHarness();
  });
  after(() => harness.stop());
  afterEach(() => harness.misbehave('no'));
  const request = () => ({
    attemptId: newId(),
    orderId: newId(),
    amount: { amountMinor: 1_000, currency: 'EUR' },
    cardToken: 'pm_card_visa',
    returnUrl: 'https://localhost:8443/orders/1',
  });

  it('finds an attempt that its search does not know yet, behind more than a page of others', async () => {
    const wanted = request();
    const { id } = await harness.provider.authorise(wanted);
    for (let others = 0; others < 120; others += 1) await harness.provider.authorise(request());
    assert.equal((await harness.provider.find(wanted.attemptId))?.id, id);
    harness.stripe.index();
    assert.equal((await harness.provider.find(wanted.attemptId))?.id, id);
  });

  it('gives nothing back twice when its keys are forgotten', async () => {
    const { id } = await harness.provider.authorise(request());
    await harness.provider.capture(id, newId());
    const refund = { paymentId: id, refundId: newId(), amount: { amountMinor: 400, currency: 'EUR' } };
    const first = await harness.provider.refund(refund);
    harness.stripe.forgetKeys();
    assert.deepEqual(await harness.provider.refund(refund), first);
    assert.equal((await harness.provider.read(id)).refunded, 400);
  });

  it('cancels what the customer refused, so that nobody confirms it later', async () => {
    const waiting = await harness.provider.authorise({
      ...request(),
      cardToken: 'pm_card_authenticationRequired',
    });
    await harness.settle(waiting, false);
    await harness.provider.read(waiting.id);
    assert.equal(harness.stripe.statusOf(waiting.id), 'canceled');
  });

  it('tells no customer that his card was declined when it is our key that is wrong', async () => {
    const stranger = createStripeProvider({
      secretKey: 'sk_test_of_somebody_else',
      webhookSecret: harness.webhookSecret,
      url: harness.stripe.url,
      deadlineMs: 1_000,
    });
    await assert.rejects(stranger.authorise(request()), ProviderUnavailable);
    await stranger.close();
  });

  // The SDK sends a request whose connection broke once more by itself, under the same key.
  it('makes one payment of a request whose connection broke', async () => {
    const lost = request();
    await harness.misbehave('loses-answers');
    await assert.rejects(harness.provider.authorise(lost), ProviderUnavailable);
    assert.equal(harness.stripe.intentsOf(lost.attemptId), 1);
  });

  it('reads a page of more changes than fit into one', async () => {
    const since = new Date();
    for (let made = 0; made < 110; made += 1) await harness.provider.authorise(request());
    const first = await harness.provider.changes(since, null);
    assert.ok(first.next !== null);
    const second = await harness.provider.changes(since, first.next);
    assert.ok(first.payments.length + second.payments.length >= 110);
  });

  it('makes nothing of events that are about no payment', async () => {
    const event = {
      id: 'evt_x',
      object: 'event',
      type: 'payout.paid',
      data: { object: { object: 'payout' } },
    };
    const signed = harness.sign(Buffer.from(JSON.stringify(event)), harness.webhookSecret, new Date());
    const notice = harness.provider.readNotice(signed.body, signed.headers);
    assert.deepEqual([notice.eventId, notice.paymentId, notice.claims], ['evt_x', null, null]);
  });
});
