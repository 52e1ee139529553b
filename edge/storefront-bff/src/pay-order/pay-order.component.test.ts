import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '@fondaco/chassis/testing';
import { logIn, ORIGIN, TOKEN_URL, testBff } from '../testing/bff.ts';
import { order, payment } from '../testing/order.ts';

const KEY = '5d1f0f3e-8a53-4b6a-9d8e-0e6b1d3c7a11';
const path = `POST /v1/payments/${order.orderId}/attempts`;
const pay = {
  method: 'POST',
  url: `/bff/orders/${order.orderId}/payment-attempts`,
  body: { cardToken: 'tok_ok' },
  headers: { 'idempotency-key': KEY },
} as const;
const attempt = {
  attemptId: '019ab0aa-1234-7000-8000-0000000000b2',
  state: 'waiting',
  failure: null,
  actionUrl: null,
};

test('a try at paying goes to Payments with the customer’s token and key', async (t) => {
  const parts = await testBff(t);
  const { browser, payments, records } = parts;
  const { session } = await logIn(parts);
  payments.routes[path] = () => ({
    status: 202,
    body: { ...attempt, orderId: order.orderId, createdAt: '2026-11-23T12:01:00Z' },
  });
  const { status, json, headers } = await browser.send(pay);
  assert.equal(status, 202);
  assert.deepEqual(json, attempt);
  assert.equal(headers['cache-control'], 'no-store');

  const [asked] = payments.received;
  assert.equal(asked?.headers.authorization, `Bearer ${session.accessToken}`);
  assert.equal(asked?.headers['idempotency-key'], KEY);
  assert.deepEqual(asked?.body, { cardToken: 'tok_ok' });
  assert.doesNotMatch(JSON.stringify(records), /tok_ok/);
});

test('a try whose answer was lost is asked for again under the same key', async (t) => {
  const parts = await testBff(t);
  const { browser, payments, metrics } = parts;
  await logIn(parts);
  payments.routes[path] = () =>
    payments.received.length === 1 ? { status: 502 } : { status: 202, body: payment.attempts[1] };
  assert.equal((await browser.send(pay)).status, 202);
  assert.deepEqual(
    payments.received.map(({ headers }) => headers['idempotency-key']),
    [KEY, KEY],
  );
  const calls = await metrics.getSingleMetricAsString('http_client_request_duration_seconds');
  assert.match(calls, /_count\{[^}]*service_peer_name="payments"[^}]*status_code="502"[^}]*\} 1\n/);
});

test('what Payments refuses is passed on, and its absence is its own', async (t) => {
  const parts = await testBff(t);
  const { browser, payments } = parts;
  await logIn(parts);
  payments.routes[path] = () => problem(409, 'payments/attempt-unfinished');
  const refused = await browser.send(pay);
  assert.equal(refused.status, 409);
  assert.equal(refused.json.code, 'payments/attempt-unfinished');
  await payments.close();
  const away = await browser.send(pay);
  assert.equal(away.status, 503);
  assert.equal(away.json.code, 'payments/unavailable');
});

test('nothing reaches Payments without a key, a log-in, the CSRF token, or with a card in it', async (t) => {
  const parts = await testBff(t);
  const { browser, payments } = parts;
  await browser.send({ url: '/bff/session' });
  assert.equal((await browser.send(pay)).json.code, 'storefront-bff/log-in-required');
  await logIn(parts);
  const keyless = await browser.send({ ...pay, headers: {} });
  assert.equal(keyless.json.code, 'storefront-bff/idempotency-key-missing');
  const forged = await browser.send({ ...pay, headers: { ...pay.headers, 'x-csrf-token': 'guess' } });
  assert.equal(forged.json.code, 'storefront-bff/csrf-token');
  const foreign = await browser.send({ ...pay, headers: { ...pay.headers, origin: `${ORIGIN}.evil` } });
  assert.equal(foreign.json.code, 'storefront-bff/origin-refused');
  const card = await browser.send({ ...pay, body: { cardToken: 'tok_ok', number: '4242424242424242' } });
  assert.equal(card.status, 400);
  assert.doesNotMatch(JSON.stringify([card.json, parts.records]), /4242/);
  assert.deepEqual(payments.received, []);
});

test('the payment form says where the card goes', async (t) => {
  const { browser } = await testBff(t);
  const { status, json } = await browser.send({ url: '/bff/payment-form' });
  assert.equal(status, 200);
  assert.deepEqual(json, { provider: 'sandbox', tokenUrl: TOKEN_URL });
});
