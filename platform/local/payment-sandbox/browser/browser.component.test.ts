import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import type { CardToken } from '@fondaco/contracts/http/payment-sandbox';
import { browserOf, GOOD_CARD } from '../testing/browser.ts';
import { merchantOf } from '../testing/merchant.ts';
import { type StartedSandbox, startSandbox } from '../testing/start-sandbox.ts';

describe("the provider's browser side", () => {
  let sandbox: StartedSandbox;
  let merchant: ReturnType<typeof merchantOf>;
  let browser: ReturnType<typeof browserOf>;
  before(async () => {
    sandbox = await startSandbox({ webhookUrl: 'http://127.0.0.1:1/' });
    merchant = merchantOf(sandbox);
    browser = browserOf(sandbox);
  });
  after(async () => {
    await browser.close();
    await sandbox.stop();
  });
  const tokenFor = async (card: object): Promise<CardToken> => {
    const answer = await browser.sendCard(card);
    assert.equal(answer.status, 201);
    return (await answer.json()) as CardToken;
  };
  const waitingPayment = async (returnUrl = `${sandbox.shopOrigin}/orders/1?paid=1`) => {
    const { body } = await merchant.pay({ cardToken: 'tok_3ds', returnUrl });
    assert.equal(body.state, 'action-required');
    return { id: body.id, path: new URL(String(body.actionUrl)).pathname };
  };

  it('gives a token for a card, which pays once', async () => {
    const { token, brand, last4 } = await tokenFor(GOOD_CARD);
    assert.deepEqual([brand, last4], ['visa', '4242']);
    assert.equal((await merchant.pay({ cardToken: token })).body.state, 'authorised');
    assert.equal((await merchant.pay({ cardToken: token })).body.declineReason, 'card-token-invalid');
  });

  it('lets the card decide what becomes of the payment', async () => {
    const { token } = await tokenFor({ ...GOOD_CARD, number: '4000000000009995' });
    assert.equal((await merchant.pay({ cardToken: token })).body.declineReason, 'insufficient-funds');
  });

  it('says what is wrong with a card, readable by the page', async () => {
    const answer = await browser.sendCard({ ...GOOD_CARD, number: '4242424242424241' });
    assert.equal(answer.status, 422);
    assert.equal(answer.headers.get('access-control-allow-origin'), sandbox.shopOrigin);
    assert.equal(((await answer.json()) as { code: string }).code, 'sandbox/card-number-invalid');
    assert.equal((await browser.sendCard({ ...GOOD_CARD, expiryMonth: '12' })).status, 400);
    assert.equal((await browser.sendCard({ ...GOOD_CARD, name: 'Ann' })).status, 400);
  });

  it('takes cards from pages of the shop only', async () => {
    const preflight = (origin: string) =>
      browser.go('/v1/card-tokens', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight(sandbox.shopOrigin);
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get('access-control-allow-origin'), sandbox.shopOrigin);
    for (const origin of ['https://evil.example', 'http://localhost:8443', 'null']) {
      assert.equal((await preflight(origin)).headers.get('access-control-allow-origin'), null, origin);
      assert.equal((await browser.sendCard(GOOD_CARD, origin)).status, 403, origin);
    }
  });

  it('asks the customer, holds the money when he confirms, and sends him back', async () => {
    const { id, path } = await waitingPayment();
    const page = await browser.go(path);
    const html = await page.text();
    assert.match(html, /€19\.99[\s\S]*Confirm[\s\S]*Refuse/);
    assert.match(String(page.headers.get('content-security-policy')), /frame-ancestors 'none'/);
    const answer = await browser.decide(path, 'confirm');
    assert.deepEqual(
      [answer.status, answer.headers.get('location')],
      [303, `${sandbox.shopOrigin}/orders/1?paid=1`],
    );
    assert.equal((await merchant.read(id)).body.state, 'authorised');
    // A second press, on a button of a page that is still open.
    assert.equal((await browser.decide(path, 'refuse')).status, 303);
    assert.equal((await merchant.read(id)).body.state, 'authorised');
    assert.match(await (await browser.go(path)).text(), /needs no confirmation/);
  });

  it('declines when the customer refuses, and when the payment was voided before he confirms', async () => {
    const refused = await waitingPayment();
    await browser.decide(refused.path, 'refuse');
    assert.equal((await merchant.read(refused.id)).body.declineReason, 'authentication-failed');
    const voided = await waitingPayment();
    await merchant.change(voided.id, 'void');
    await browser.decide(voided.path, 'confirm');
    assert.equal((await merchant.read(voided.id)).body.state, 'voided');
  });

  it('knows no page for what it does not know, and no third answer', async () => {
    assert.equal((await browser.go('/confirm/sp_0123456789012345678901')).status, 404);
    assert.equal((await browser.decide('/confirm/sp_0123456789012345678901', 'confirm')).status, 404);
    const { path } = await waitingPayment();
    assert.equal((await browser.decide(path, 'perhaps')).status, 400);
  });

  it('shows what it was given as text', async () => {
    const { body } = await merchant.pay({
      cardToken: 'tok_3ds',
      metadata: { attemptId: 'a', orderId: '<script>alert(1)</script>' },
    });
    const html = await (await browser.go(new URL(String(body.actionUrl)).pathname)).text();
    assert.ok(html.includes('&lt;script&gt;') && !html.includes('<script>'));
  });

  it('writes no card into its log or its file, whatever was wrong with the request', async () => {
    const number = '4000000000000002';
    await browser.sendCard({ ...GOOD_CARD, number });
    await browser.sendCard({ ...GOOD_CARD, number, cvc: 'qZ7x' });
    await browser.sendCard({ ...GOOD_CARD, number, extra: number });
    await browser.sendCard({ number });
    await browser.go('/v1/card-tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: sandbox.shopOrigin },
      body: `{"number":"${number}",`,
    });
    await browser.go(`/v1/card-tokens?number=${number}`);
    await merchant.pay({ cardToken: number });
    await eventually(() => assert.match(sandbox.output(), /"route":"\/v1\/payments"/));
    assert.ok(!sandbox.output().includes(number));
    assert.ok(!sandbox.output().includes('qZ7x'));
    const answered = JSON.stringify(await merchant.record());
    assert.ok(!answered.includes(number));
  });

  it('answers what it began and ends with 0 when it is told to stop', async () => {
    const other = await startSandbox({ webhookUrl: 'http://127.0.0.1:1/' });
    const shop = merchantOf(other);
    const slow = shop.pay({ cardToken: 'tok_slow' });
    const silent = shop.pay({ cardToken: 'tok_timeout_after_charge' }).catch(() => 'cut off');
    await eventually(async () => assert.equal((await shop.record()).totals.payments, 2));
    assert.equal(await other.stop(), 0);
    assert.equal((await slow).body.state, 'authorised');
    assert.equal(await silent, 'cut off');
  });
});
