import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '@fondaco/chassis/testing';
import { logIn, testBff } from '../testing/bff.ts';
import { checkout, order } from '../testing/order.ts';

const KEY = 'b8a6d1f0-2a83-4a53-9a52-2a1f6f0f5d11';
const place = {
  method: 'POST',
  url: '/bff/orders',
  body: checkout,
  headers: { 'idempotency-key': KEY },
} as const;

test('an order is placed with the customer’s token and key, and its view answered', async (t) => {
  const parts = await testBff(t);
  const { browser, orders } = parts;
  const { session } = await logIn(parts);
  orders.routes['POST /v1/orders'] = () => ({ status: 201, body: order });
  const { status, json } = await browser.send(place);
  assert.equal(status, 201);
  const { reference: _reference, language: _language, lines, ...seen } = order;
  assert.deepEqual(json, {
    ...seen,
    lines: lines.map(({ cancelled: _cancelled, ...line }) => line),
    payment: null,
  });

  const [asked] = orders.received;
  assert.equal(asked?.headers['idempotency-key'], KEY);
  assert.equal(asked?.headers.authorization, `Bearer ${session.accessToken}`);
  assert.deepEqual(asked?.body, checkout);
});

test('an order whose answer was lost is asked for again under the same key', async (t) => {
  const parts = await testBff(t);
  const { browser, orders } = parts;
  await logIn(parts);
  orders.routes['POST /v1/orders'] = () =>
    orders.received.length === 1 ? { status: 502 } : { status: 201, body: order };
  assert.equal((await browser.send(place)).status, 201);
  assert.deepEqual(
    orders.received.map(({ headers }) => headers['idempotency-key']),
    [KEY, KEY],
  );
});

test('an order needs an address and an e-mail, and has no price of its own', async (t) => {
  const parts = await testBff(t);
  await logIn(parts);
  const { delivery: _delivery, ...nowhere } = checkout;
  const wrong = [
    nowhere,
    { ...checkout, email: 'nobody' },
    { ...checkout, delivery: { ...checkout.delivery, name: 'Ada\r\nBcc: everybody@example.org' } },
    { ...checkout, total: checkout.expectedTotal },
    { ...checkout, lines: [{ sku: '71053', quantity: 2, unitPrice: { amountMinor: 1, currency: 'GBP' } }] },
  ];
  for (const body of wrong) {
    const { status, json } = await parts.browser.send({ ...place, body });
    assert.equal(status, 400);
    assert.equal(json.code, 'request/invalid');
  }
  assert.deepEqual(parts.orders.received, []);
});

test('an order without a key is refused', async (t) => {
  const parts = await testBff(t);
  await logIn(parts);
  const { status, json } = await parts.browser.send({ ...place, headers: {} });
  assert.equal(status, 400);
  assert.equal(json.code, 'storefront-bff/idempotency-key-missing');
  assert.deepEqual(parts.orders.received, []);
});

test('a changed price comes with the new quote', async (t) => {
  const parts = await testBff(t);
  await logIn(parts);
  const quote = { lines: order.lines, total: { amountMinor: 800, currency: 'GBP' } };
  parts.orders.routes['POST /v1/orders'] = () => problem(409, 'orders/price-changed', { quote });
  const { status, json } = await parts.browser.send(place);
  assert.equal(status, 409);
  assert.equal(json.code, 'orders/price-changed');
  assert.deepEqual(json.quote, quote);
});

test('nobody orders without logging in', async (t) => {
  const { browser, orders } = await testBff(t);
  await browser.send({ url: '/bff/session' });
  const { status, json } = await browser.send(place);
  assert.equal(status, 401);
  assert.equal(json.code, 'storefront-bff/log-in-required');
  assert.deepEqual(orders.received, []);
});

test('with Orders away one can still look around', async (t) => {
  const parts = await testBff(t);
  const { browser, orders, products } = parts;
  await logIn(parts);
  await orders.close();
  const { status, json } = await browser.send(place);
  assert.equal(status, 503);
  assert.equal(json.code, 'orders/unavailable');
  products.routes['GET /v1/products'] = () => ({ status: 200, body: { items: [], nextCursor: null } });
  assert.equal((await browser.send({ url: '/bff/catalogue' })).status, 200);
});

test('the list of orders has what a list shows', async (t) => {
  const parts = await testBff(t);
  await logIn(parts);
  parts.orders.routes['GET /v1/orders'] = () => ({
    status: 200,
    body: { items: [order], nextCursor: 'n3xt' },
  });
  const { json } = await parts.browser.send({ url: '/bff/orders?cursor=h3re' });
  const { orderId, state, placedAt, total } = order;
  assert.deepEqual(json, { items: [{ orderId, state, placedAt, total }], nextCursor: 'n3xt' });
  assert.equal(parts.orders.received[0]?.path, '/v1/orders?cursor=h3re&limit=20');
});
