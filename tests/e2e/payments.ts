import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import type { Payment } from '@fondaco/contracts/http/payments';
import { chargesOf } from '../system/provider.ts';
import { inState, settled } from '../system/settled.ts';
import type { Answer, Shopper } from '../system/shopper.ts';
import type { System } from '../system/system.ts';

const isProblem = (answer: Answer, status: number, code: string): void => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.code, code);
};

/** What customers, strangers and forgers may do with a payment, through the gateway. */
export const payments = (system: () => System, shopper: () => Shopper): void => {
  const reservedOrder = async () => {
    const { accessToken: token } = await shopper().register();
    const [product] = await shopper().products();
    const sku = product?.variants[0]?.sku ?? '';
    const { orderId } = await shopper().placeOrder(token, [{ sku, quantity: 1 }]);
    await inState(shopper(), token, orderId, 'reserved');
    return { token, orderId, total: (await shopper().order(token, orderId)).total.amountMinor };
  };
  const attempt = (token: string, orderId: string, cardToken: string, key: string = randomUUID()) =>
    shopper().call('POST', `/api/v1/payments/${orderId}/attempts`, { token, key, body: { cardToken } });
  const paymentOf = async (token: string, orderId: string): Promise<Payment> =>
    (await shopper().call('GET', `/api/v1/payments/${orderId}`, { token })).body as Payment;
  const latest = (token: string, orderId: string, state: string) =>
    eventually(
      async () => {
        const last = (await paymentOf(token, orderId)).attempts.at(-1);
        assert.equal(last?.state, state);
        return last;
      },
      { within: 30_000 },
    );

  test('a card that is declined leaves the order to be paid; another try confirms it, charged once', async () => {
    const { token, orderId, total } = await reservedOrder();
    await shopper().pay(token, orderId, 'tok_insufficient_funds');
    assert.equal((await latest(token, orderId, 'declined')).failure, 'insufficient-funds');
    const declined = await eventually(async () => {
      const order = await shopper().order(token, orderId);
      assert.equal(order.timeline.at(-1)?.detail, 'insufficient-funds');
      return order;
    });
    assert.equal(declined.state, 'reserved');

    await shopper().pay(token, orderId);
    const { state, timeline } = await settled(shopper(), token, orderId);
    assert.equal(state, 'confirmed');
    assert.deepEqual(
      timeline.map((step) => step.state),
      ['pending', 'reserved', 'reserved', 'authorised', 'confirmed'],
    );
    const held = (await chargesOf(system(), orderId)).filter((charge) => charge.state === 'authorised');
    assert.deepEqual(
      held.map(({ amount }) => amount.amountMinor),
      [total],
    );
  });

  test('paying before the stock is reserved waits for it; the same request again is the same attempt', async () => {
    const { accessToken: token } = await shopper().register();
    const [product] = await shopper().products();
    const lines = [{ sku: product?.variants[0]?.sku ?? '', quantity: 1 }];
    const { orderId } = await shopper().placeOrder(token, lines);
    const key = randomUUID();
    const first = await attempt(token, orderId, 'tok_ok', key);
    assert.equal(first.status, 202, JSON.stringify(first.body));
    const again = await attempt(token, orderId, 'tok_ok', key);
    assert.equal(again.body.attemptId, first.body.attemptId);
    isProblem(await attempt(token, orderId, 'tok_3ds', key), 422, 'payments/idempotency-key-reused');
    assert.equal((await settled(shopper(), token, orderId)).state, 'confirmed');
    assert.equal((await chargesOf(system(), orderId)).length, 1);
  });

  test('two tabs that pay at once charge once', async () => {
    const { token, orderId } = await reservedOrder();
    const answers = await Promise.all(Array.from({ length: 4 }, () => attempt(token, orderId, 'tok_slow')));
    assert.equal(answers.filter(({ status }) => status === 202).length, 1);
    for (const answer of answers.filter(({ status }) => status !== 202))
      isProblem(answer, 409, 'payments/attempt-unfinished');
    assert.equal((await settled(shopper(), token, orderId)).state, 'confirmed');
    isProblem(await attempt(token, orderId, 'tok_ok'), 409, 'payments/not-payable');
    assert.equal((await chargesOf(system(), orderId)).length, 1);
  });

  test("somebody else's payment is not there, and cannot be paid", async () => {
    const { token, orderId } = await reservedOrder();
    const { accessToken: stranger } = await shopper().register();
    await eventually(async () => {
      isProblem(await attempt(stranger, orderId, 'tok_ok'), 404, 'payments/no-such-payment');
    });
    const looked = await shopper().call('GET', `/api/v1/payments/${orderId}`, { token: stranger });
    isProblem(looked, 404, 'payments/no-such-payment');
    await shopper().pay(token, orderId);
    assert.equal((await settled(shopper(), token, orderId)).state, 'confirmed');
  });

  test('a provider that takes the money and then says nothing is asked what became of it', async () => {
    const { token, orderId } = await reservedOrder();
    await shopper().pay(token, orderId, 'tok_timeout_after_charge');
    assert.equal((await settled(shopper(), token, orderId)).state, 'confirmed');
    assert.equal((await chargesOf(system(), orderId)).length, 1);
  });

  test('bad input to payments gets a problem document with a stable code', async () => {
    const { token, orderId } = await reservedOrder();
    const path = `/api/v1/payments/${orderId}/attempts`;
    const body = { cardToken: 'tok_ok' };
    const post = (options: object) => shopper().call('POST', path, { token, key: randomUUID(), ...options });
    isProblem(await shopper().call('POST', path, { body }), 401, 'auth/token-missing');
    for (const wrong of [
      {},
      { cardToken: '4242 4242 4242 4242' },
      { ...body, amount: { amountMinor: 1, currency: 'GBP' } },
    ])
      isProblem(await post({ body: wrong }), 400, 'request/invalid');
    const unkeyed = await shopper().call('POST', path, { token, body });
    assert.equal(unkeyed.status, 400, JSON.stringify(unkeyed.body));
    isProblem(await post({ body: `{"cardToken":"${'x'.repeat(2_000_000)}"}` }), 413, 'request/too-large');
    assert.equal((await chargesOf(system(), orderId)).length, 0);
  });

  test('a webhook is believed by its signature alone, and never more than the provider itself', async () => {
    const { token, orderId } = await reservedOrder();
    await shopper().pay(token, orderId, 'tok_3ds');
    const { attemptId } = await latest(token, orderId, 'action-required');
    const [charge] = await chargesOf(system(), orderId);
    assert.ok(charge);
    // A lie: the customer has confirmed nothing.
    const body = JSON.stringify({
      id: `evt_${randomUUID()}`,
      type: 'payment.authorised',
      createdAt: new Date().toISOString(),
      payment: { ...charge, state: 'authorised' },
    });
    const secret = (await readFile(join(system().paths.secrets, 'sandbox.webhook-secret'), 'utf8')).trim();
    const signature = (key: string, at: number) =>
      `t=${at},v1=${createHmac('sha256', key).update(`${at}.${body}`).digest('hex')}`;
    const now = Math.floor(Date.now() / 1000);
    const send = (headers: Record<string, string>) =>
      shopper().call('POST', '/webhooks/payments/sandbox', { body, headers });

    for (const headers of [
      {},
      { 'sandbox-signature': signature('a guess', now) },
      { 'sandbox-signature': signature(secret, now - 86_400) },
    ])
      isProblem(await send(headers as Record<string, string>), 400, 'payments/webhook-signature');
    isProblem(await shopper().call('GET', '/webhooks/payments/sandbox'), 405, 'request/method-not-allowed');
    for (const round of ['first', 'replayed'])
      assert.equal((await send({ 'sandbox-signature': signature(secret, now) })).status, 200, round);

    assert.equal((await shopper().order(token, orderId)).state, 'reserved');
    const last = await latest(token, orderId, 'action-required');
    assert.equal(last.attemptId, attemptId);
  });
};
