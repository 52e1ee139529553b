import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '@fondaco/chassis/testing';
import { logIn, testBff } from '../testing/bff.ts';
import { order, payment } from '../testing/order.ts';

const url = `/bff/orders/${order.orderId}`;
const orderPath = `GET /v1/orders/${order.orderId}`;
const paymentPath = `GET /v1/payments/${order.orderId}`;

test('an order comes with its payment and the newest try at it', async (t) => {
  const parts = await testBff(t);
  const { browser, orders, payments } = parts;
  const { session } = await logIn(parts);
  orders.routes[orderPath] = () => ({ status: 200, body: order });
  payments.routes[paymentPath] = () => ({ status: 200, body: payment });
  const { status, json } = await browser.send({ url });
  assert.equal(status, 200);
  const { reference: _reference, language: _language, lines, ...seen } = order;
  assert.deepEqual(json, {
    ...seen,
    lines: lines.map(({ cancelled: _cancelled, ...line }) => line),
    payment: {
      state: 'due',
      attempt: {
        attemptId: payment.attempts[1]?.attemptId,
        state: 'processing',
        failure: null,
        actionUrl: null,
      },
    },
  });
  assert.equal(payments.received[0]?.headers.authorization, `Bearer ${session.accessToken}`);
});

test('an order whose payment nobody has asked for yet has no try at it', async (t) => {
  const parts = await testBff(t);
  await logIn(parts);
  parts.orders.routes[orderPath] = () => ({ status: 200, body: order });
  parts.payments.routes[paymentPath] = () => problem(404, 'payments/no-such-payment');
  const { json } = await parts.browser.send({ url });
  assert.deepEqual(json.payment, { state: 'unknown', attempt: null });
});

test('an order comes without its payment when Payments fails, is silent, or away', async (t) => {
  const parts = await testBff(t);
  const { browser, orders, payments } = parts;
  await logIn(parts);
  orders.routes[orderPath] = () => ({ status: 200, body: order });
  const silence = Promise.withResolvers<{ status: number }>();
  for (const answer of [() => problem(401, 'auth/token-invalid'), () => silence.promise]) {
    payments.routes[paymentPath] = answer;
    const { status, json } = await browser.send({ url });
    assert.equal(status, 200);
    assert.equal(json.orderId, order.orderId);
    assert.equal(json.payment, null);
  }
  silence.resolve({ status: 500 });
  await payments.close();
  assert.equal((await browser.send({ url })).json.payment, null);
});

test('whatever Payments says, an order that isn’t the customer’s is the 404 of Orders', async (t) => {
  const parts = await testBff(t);
  await logIn(parts);
  parts.orders.routes[orderPath] = () => problem(404, 'orders/not-found');
  parts.payments.routes[paymentPath] = () => ({ status: 200, body: payment });
  const { status, json } = await parts.browser.send({ url });
  assert.equal(status, 404);
  assert.equal(json.code, 'orders/not-found');
});
