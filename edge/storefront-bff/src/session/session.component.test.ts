import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '@fondaco/chassis/testing';
import { logIn, ORIGIN, testBff, userSession } from '../testing/bff.ts';
import { order } from '../testing/order.ts';

test('a first visit gets an anonymous session in a cookie that no script can read', async (t) => {
  const { browser } = await testBff(t);
  const { status, json, headers } = await browser.send({ url: '/bff/session' });
  assert.equal(status, 200);
  assert.equal(json.user, null);
  assert.equal(headers['cache-control'], 'no-store');
  const cookie = String(headers['set-cookie']);
  assert.match(cookie, /^__Host-fondaco=[^;]+;/);
  for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) {
    assert.ok(cookie.includes(`; ${attribute}`), `${attribute} in ${cookie.replace(/=[^;]+/, '=…')}`);
  }
  assert.ok(!/domain=/i.test(cookie));
});

test('a session stays the same while its cookie is sent', async (t) => {
  const { browser } = await testBff(t);
  const first = await browser.send({ url: '/bff/session' });
  const second = await browser.send({ url: '/bff/session' });
  assert.equal(second.json.csrfToken, first.json.csrfToken);
  assert.equal(second.cookie, undefined);
});

test('logging in names the user and changes the CSRF token', async (t) => {
  const parts = await testBff(t);
  const before = (await parts.browser.send({ url: '/bff/session' })).json.csrfToken;
  const { answer } = await logIn(parts);
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json.user, { email: 'ada@example.org', name: 'Ada' });
  assert.notEqual(answer.json.csrfToken, before);
});

test('no token reaches a body, the cookie or the log in a readable form', async (t) => {
  const parts = await testBff(t);
  const { browser, users, orders, clock, records } = parts;
  const { session } = await logIn(parts);
  const renewed = userSession();
  users.routes['POST /v1/sessions/refresh'] = () => ({ status: 200, body: renewed });
  users.routes['POST /v1/sessions/end'] = () => ({ status: 204 });
  orders.routes[`GET /v1/orders/${order.orderId}`] = () => ({ status: 200, body: order });
  clock.now = new Date(clock.now.getTime() + 880_000);
  const read = await browser.send({ url: `/bff/orders/${order.orderId}` });
  assert.equal(read.status, 200);
  const sealed = browser.jar.cookie ?? '';
  await browser.send({ url: '/bff/session' });
  await browser.send({ method: 'DELETE', url: '/bff/session' });

  const seen = [...browser.bodies, sealed, Buffer.from(sealed, 'base64url').toString('latin1')].join('\n');
  const logged = JSON.stringify(records);
  for (const secret of [session, renewed].flatMap((one) => [one.accessToken, one.refreshToken])) {
    assert.ok(!seen.includes(secret));
    assert.ok(!logged.includes(secret));
  }
  assert.ok(!logged.includes('correct horse battery'));
  assert.ok(!logged.includes('ada@example.org'));
});

test('a cookie that was tampered with is no session', async (t) => {
  const parts = await testBff(t);
  const { browser } = parts;
  await logIn(parts);
  const sealed = browser.jar.cookie ?? '';
  const at = sealed.lastIndexOf('.') - 10;
  browser.jar.cookie = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
  const orders = await browser.send({ url: '/bff/orders' });
  assert.equal(orders.status, 401);
  assert.equal(orders.json.code, 'storefront-bff/log-in-required');
  const visitor = await browser.send({ url: '/bff/session' });
  assert.equal(visitor.json.user, null);
  assert.ok(visitor.cookie);
});

test('a cookie that another shop sealed is no session', async (t) => {
  const [ours, theirs] = [await testBff(t), await testBff(t)];
  await logIn(theirs);
  ours.browser.jar.cookie = theirs.browser.jar.cookie;
  assert.equal((await ours.browser.send({ url: '/bff/session' })).json.user, null);
});

test('wrong credentials are refused with the code of Users and change nothing', async (t) => {
  const { browser, users } = await testBff(t);
  users.routes['POST /v1/sessions'] = () => problem(401, 'users/wrong-credentials');
  await browser.send({ url: '/bff/session' });
  const answer = await browser.send({
    method: 'POST',
    url: '/bff/session',
    body: { email: 'ada@example.org', password: 'wrong' },
  });
  assert.equal(answer.status, 401);
  assert.equal(answer.json.code, 'users/wrong-credentials');
  assert.equal(answer.cookie, undefined);
});

test('a one-time password asks for one of the customer’s own', async (t) => {
  const { browser, users } = await testBff(t);
  users.routes['POST /v1/sessions'] = ({ body }) =>
    (body as { newPassword?: string }).newPassword === undefined
      ? problem(403, 'users/password-change-required')
      : { status: 200, body: userSession() };
  await browser.send({ url: '/bff/session' });
  const credentials = { email: 'ada@example.org', password: 'one time' };
  const first = await browser.send({ method: 'POST', url: '/bff/session', body: credentials });
  assert.equal(first.status, 403);
  assert.equal(first.json.code, 'users/password-change-required');
  const second = await browser.send({
    method: 'POST',
    url: '/bff/session',
    body: { ...credentials, newPassword: 'a password of mine' },
  });
  assert.equal(second.status, 200);
});

test('registering logs in at once', async (t) => {
  const { browser, users } = await testBff(t);
  users.routes['POST /v1/users'] = () => ({ status: 201, body: userSession() });
  await browser.send({ url: '/bff/session' });
  const registration = { email: 'ada@example.org', name: 'Ada', password: 'correct horse battery' };
  const answer = await browser.send({ method: 'POST', url: '/bff/registration', body: registration });
  assert.equal(answer.status, 201);
  assert.deepEqual(users.received.at(-1)?.body, registration);
  assert.equal((await browser.send({ url: '/bff/session' })).json.user.name, 'Ada');
});

test('logging out ends the refresh token at Users and the session in the browser', async (t) => {
  const parts = await testBff(t);
  const { browser, users } = parts;
  const { session } = await logIn(parts);
  users.routes['POST /v1/sessions/end'] = () => ({ status: 204 });
  const answer = await browser.send({ method: 'DELETE', url: '/bff/session' });
  assert.equal(answer.status, 200);
  assert.equal(answer.json.user, null);
  assert.deepEqual(users.received.at(-1)?.body, { refreshToken: session.refreshToken });
  assert.equal((await browser.send({ url: '/bff/orders' })).status, 401);
});

test('logging out works while Users is away', async (t) => {
  const parts = await testBff(t);
  await logIn(parts);
  await parts.users.close();
  const answer = await parts.browser.send({ method: 'DELETE', url: '/bff/session' });
  assert.equal(answer.status, 200);
  assert.equal((await parts.browser.send({ url: '/bff/session' })).json.user, null);
});

test('a change without the session’s CSRF token is refused before it reaches a service', async (t) => {
  const { browser, users } = await testBff(t);
  const body = { email: 'ada@example.org', password: 'correct horse battery' };
  const withoutSession = await browser.send({ method: 'POST', url: '/bff/session', body });
  assert.equal(withoutSession.json.code, 'storefront-bff/csrf-token');
  await browser.send({ url: '/bff/session' });
  for (const token of [undefined, '', 'a'.repeat(43)]) {
    const answer = await browser.send({
      method: 'POST',
      url: '/bff/session',
      body,
      headers: { 'x-csrf-token': token },
    });
    assert.equal(answer.status, 403);
    assert.equal(answer.json.code, 'storefront-bff/csrf-token');
  }
  assert.deepEqual(users.received, []);
});

test('a change from another origin is refused, with the right token too', async (t) => {
  const { browser, users } = await testBff(t);
  await browser.send({ url: '/bff/session' });
  for (const headers of [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: ORIGIN, 'sec-fetch-site': 'cross-site' },
    { origin: undefined, 'sec-fetch-site': undefined },
  ]) {
    const answer = await browser.send({
      method: 'POST',
      url: '/bff/session',
      body: { email: 'ada@example.org', password: 'correct horse battery' },
      headers,
    });
    assert.equal(answer.status, 403);
    assert.equal(answer.json.code, 'storefront-bff/origin-refused');
  }
  assert.deepEqual(users.received, []);
});

test('the cookie of the longest address and name is still one that browsers keep', async (t) => {
  const { browser, users } = await testBff(t);
  const session = userSession();
  // The longest that may be registered, in characters of four bytes.
  const email = `${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(3)}example`;
  const user = { ...session.user, email: email.padEnd(254, 'x'), name: '𝒜'.repeat(100) };
  users.routes['POST /v1/sessions'] = () => ({
    status: 201,
    body: { ...session, user, accessToken: 'a'.repeat(640), refreshToken: 'r'.repeat(43) },
  });
  await browser.send({ url: '/bff/session' });
  const body = { email: user.email, password: 'correct horse battery' };
  const answer = await browser.send({ method: 'POST', url: '/bff/session', body });
  assert.equal(answer.status, 200);
  assert.equal(answer.json.user.name, user.name);
  assert.ok(String(answer.headers['set-cookie']).length < 4_096);
});

test('a body that is larger than any basket is refused', async (t) => {
  const { browser } = await testBff(t);
  await browser.send({ url: '/bff/session' });
  const body = { email: 'ada@example.org', password: 'x'.repeat(70_000) };
  const answer = await browser.send({ method: 'POST', url: '/bff/session', body });
  assert.equal(answer.status, 413);
  assert.equal(answer.json.code, 'request/too-large');
});
