import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '@fondaco/chassis/testing';
import { logIn, testBff } from '../testing/bff.ts';
import { order } from '../testing/order.ts';

const path = `POST /v1/orders/${order.orderId}/cancellation`;
const cancel = { method: 'POST', url: `/bff/orders/${order.orderId}/cancellation`, body: {} } as const;

test('an order is cancelled with its customer’s token, and answered as it is then', async (t) => {
  const parts = await testBff(t);
  const { browser, orders } = parts;
  const { session } = await logIn(parts);
  const cancelling = { ...order, state: 'cancelling', cancellable: false };
  orders.routes[path] = () =>
    orders.received.length === 1 ? { status: 503 } : { status: 200, body: cancelling };
  const { status, json } = await browser.send(cancel);
  assert.equal(status, 200);
  assert.equal(json.state, 'cancelling');
  assert.equal(json.cancellable, false);
  assert.equal(orders.received.length, 2);
  assert.equal(orders.received[1]?.headers.authorization, `Bearer ${session.accessToken}`);
});

test('an order that is on its way cannot be cancelled', async (t) => {
  const parts = await testBff(t);
  await logIn(parts);
  parts.orders.routes[path] = () => problem(409, 'orders/cannot-cancel');
  const { status, json } = await parts.browser.send(cancel);
  assert.equal(status, 409);
  assert.equal(json.code, 'orders/cannot-cancel');
});

test('nothing is cancelled by a forged request or without logging in', async (t) => {
  const parts = await testBff(t);
  await parts.browser.send({ url: '/bff/session' });
  assert.equal((await parts.browser.send(cancel)).json.code, 'storefront-bff/log-in-required');
  const forged = await parts.browser.send({ ...cancel, headers: { origin: 'https://evil.example' } });
  assert.equal(forged.json.code, 'storefront-bff/origin-refused');
  assert.deepEqual(parts.orders.received, []);
});
