import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COOKIE } from '../service.ts';
import { logIn, testBff } from '../testing/bff.ts';
import { checkout, order } from '../testing/order.ts';
import { TRACE_COOKIE } from './checkout-trace.ts';

const OTHER_ORDER = '019ab0aa-1234-7000-8000-00000000ffff';
const OUTSIDE = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;

/** A browser that has placed an order, and keeps the cookie that came with it. */
const placed = async (t: Parameters<typeof testBff>[0]) => {
  const parts = await testBff(t);
  const { browser, orders, payments } = parts;
  await logIn(parts);
  orders.routes['POST /v1/orders'] = () => ({ status: 201, body: order });
  const headers = { 'idempotency-key': 'b8a6d1f0-2a83-4a53-9a52-2a1f6f0f5d11', traceparent: OUTSIDE };
  const answer = await browser.send({ method: 'POST', url: '/bff/orders', body: checkout, headers });
  assert.equal(answer.status, 201);
  const cookies = [answer.headers['set-cookie'] ?? []].flat();
  const cookie = cookies.find((text) => text.startsWith(`${TRACE_COOKIE}=`)) ?? '';
  const traceOf = (request: { headers: Record<string, unknown> } | undefined) =>
    String(request?.headers.traceparent).split('-')[1];

  const pay = async (sealed: string, orderId = order.orderId) => {
    await browser.send({
      method: 'POST',
      url: `/bff/orders/${orderId}/payment-attempts`,
      body: { cardToken: 'tok_ok' },
      headers: {
        'idempotency-key': '5d1f0f3e-8a53-4b6a-9d8e-0e6b1d3c7a11',
        cookie: `${COOKIE}=${browser.jar.cookie}; ${TRACE_COOKIE}=${sealed}`,
        traceparent: OUTSIDE,
      },
    });
    return traceOf(payments.received.at(-1));
  };
  return { cookie, sealed: cookie.split(/[=;]/)[1] ?? '', trace: traceOf(orders.received.at(-1)), pay };
};

test('paying goes on in the trace in which the order was placed', async (t) => {
  const { cookie, sealed, trace, pay } = await placed(t);
  assert.match(cookie, /; Path=\/; HttpOnly; Secure; SameSite=Strict/);
  assert.match(cookie, /; Max-Age=1800/);
  assert.match(trace ?? '', /^[0-9a-f]{32}$/);
  assert.equal(await pay(sealed), trace);
});

test('nobody joins a trace of another order, or one that is not ours', async (t) => {
  const { sealed, trace, pay } = await placed(t);
  const [traceparent = '', seal = ''] = sealed.split('.');
  assert.notEqual(await pay(sealed, OTHER_ORDER), trace);
  assert.notEqual(await pay(`${traceparent}.${seal.slice(0, -2)}`), trace);
  assert.notEqual(await pay(`${OUTSIDE}.${seal}`), 'c'.repeat(32));
  assert.notEqual(await pay(''), 'c'.repeat(32), 'a header from outside is not taken over');
  assert.notEqual(trace, 'c'.repeat(32));
});
