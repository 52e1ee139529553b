import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '@fondaco/chassis/testing';
import { logIn, testBff, userSession } from '../testing/bff.ts';
import { order } from '../testing/order.ts';

const url = `/bff/orders/${order.orderId}`;
const path = `GET /v1/orders/${order.orderId}`;
const later = (clock: { now: Date }, seconds: number) => {
  clock.now = new Date(clock.now.getTime() + seconds * 1000);
};

test('what a user asks is asked with their token', async (t) => {
  const parts = await testBff(t);
  const { session } = await logIn(parts);
  parts.orders.routes[path] = () => ({ status: 200, body: order });
  assert.equal((await parts.browser.send({ url })).status, 200);
  assert.equal(parts.orders.received[0]?.headers.authorization, `Bearer ${session.accessToken}`);
});

test('a token near its end is renewed, and the cookie holds the new one', async (t) => {
  const parts = await testBff(t);
  const { browser, users, orders, clock } = parts;
  const { session } = await logIn(parts);
  const renewed = userSession();
  const refreshes = () => users.received.filter((asked) => asked.path === '/v1/sessions/refresh');
  users.routes['POST /v1/sessions/refresh'] = () => ({ status: 200, body: renewed });
  orders.routes[path] = () => ({ status: 200, body: order });
  const { csrfToken } = browser.jar;

  later(clock, 880);
  const [first] = await Promise.all([browser.send({ url }), browser.send({ url })]);
  assert.ok(first.cookie);
  assert.deepEqual(
    refreshes().map(({ body }) => body),
    [{ refreshToken: session.refreshToken }],
  );
  assert.equal(orders.received.at(-1)?.headers.authorization, `Bearer ${renewed.accessToken}`);

  await browser.send({ url });
  assert.equal(refreshes().length, 1);
  assert.equal((await browser.send({ url: '/bff/session' })).json.csrfToken, csrfToken);
});

test('a session that Users ended is an anonymous one from then on', async (t) => {
  const parts = await testBff(t);
  const { browser, users, clock } = parts;
  await logIn(parts);
  users.routes['POST /v1/sessions/refresh'] = () => problem(401, 'users/session-ended');
  later(clock, 880);
  const answer = await browser.send({ url });
  assert.equal(answer.status, 401);
  assert.equal(answer.json.code, 'storefront-bff/log-in-required');
  assert.equal((await browser.send({ url: '/bff/session' })).json.user, null);
});

test('a token that a service refuses is renewed once before the session is given up', async (t) => {
  const parts = await testBff(t);
  const { browser, users, orders } = parts;
  await logIn(parts);
  const renewed = userSession();
  users.routes['POST /v1/sessions/refresh'] = () => ({ status: 200, body: renewed });
  orders.routes[path] = ({ headers }) =>
    headers.authorization === `Bearer ${renewed.accessToken}`
      ? { status: 200, body: order }
      : problem(401, 'auth/token-invalid');
  assert.equal((await browser.send({ url })).status, 200);

  orders.routes[path] = () => problem(401, 'auth/token-invalid');
  assert.equal((await browser.send({ url })).json.code, 'storefront-bff/log-in-required');
  assert.equal((await browser.send({ url: '/bff/session' })).json.user, null);
});

test('with Users away, a token that has not run out still does', async (t) => {
  const parts = await testBff(t);
  const { browser, users, orders, clock } = parts;
  await logIn(parts);
  orders.routes[path] = () => ({ status: 200, body: order });
  await users.close();
  later(clock, 880);
  assert.equal((await browser.send({ url })).status, 200);
  later(clock, 60);
  const answer = await browser.send({ url });
  assert.equal(answer.status, 503);
  assert.equal(answer.json.code, 'users/unavailable');
  assert.equal((await browser.send({ url: '/bff/session' })).json.user.name, 'Ada');
});
