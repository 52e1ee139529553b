import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '@fondaco/chassis/testing';
import { answered, later, logInAs, testBff, userSession } from '../testing/bff.ts';

const alerts = '/backoffice/bff/operations/alerts';

test('the session has a cookie of its own, which no script can read', async (t) => {
  const { browser } = await testBff(t);
  const { headers, json } = await browser.send({ url: '/backoffice/bff/session' });
  assert.equal(json.user, null);
  const cookie = String(headers['set-cookie']);
  assert.match(cookie, /^__Host-fondaco-backoffice=[^;]+;/);
  for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'])
    assert.ok(cookie.includes(`; ${attribute}`), attribute);
});

test('staff log in, and no token reaches the page', async (t) => {
  const parts = await testBff(t);
  const { session, answer } = await logInAs(parts, 'customer', 'staff');
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json.user, { email: 'sam@fondaco.example', name: 'Sam' });
  const seen = [...parts.browser.bodies, JSON.stringify(parts.records)].join('\n');
  assert.ok(!seen.includes(session.accessToken) && !seen.includes(session.refreshToken));
});

test('a customer is refused, and the session that Users opened is ended again', async (t) => {
  const parts = await testBff(t);
  const { session, answer } = await logInAs(parts, 'customer');
  assert.equal(answer.status, 403);
  assert.equal(answer.json.code, 'backoffice-bff/staff-only');
  assert.deepEqual(parts.users.received.at(-1)?.body, { refreshToken: session.refreshToken });
  assert.equal((await parts.browser.send({ url: '/backoffice/bff/session' })).json.user, null);
  assert.equal((await parts.browser.send({ url: alerts })).status, 401);
});

test('who has not logged in sees nothing of Operations', async (t) => {
  const { browser, prometheus } = await testBff(t);
  await browser.send({ url: '/backoffice/bff/session' });
  for (const path of ['system', 'alerts', 'dashboards', 'dashboards/overview', 'runbooks/service-down']) {
    const answer = await browser.send({ url: `/backoffice/bff/operations/${path}` });
    assert.equal(answer.status, 401, path);
    assert.equal(answer.json.code, 'backoffice-bff/log-in-required', path);
  }
  assert.deepEqual(prometheus.received, []);
});

test('a change without the session’s CSRF token or from another origin is refused', async (t) => {
  const { browser, users } = await testBff(t);
  await browser.send({ url: '/backoffice/bff/session' });
  const body = { email: 'sam@fondaco.example', password: 'correct horse battery' };
  const logIn = { method: 'POST', url: '/backoffice/bff/session', body } as const;
  const forged = await browser.send({ ...logIn, headers: { 'x-csrf-token': 'a'.repeat(43) } });
  assert.equal(forged.json.code, 'backoffice-bff/csrf-token');
  const foreign = await browser.send({ ...logIn, headers: { origin: 'https://evil.example' } });
  assert.equal(foreign.json.code, 'backoffice-bff/origin-refused');
  assert.deepEqual(users.received, []);
});

test('who lost the role loses the session at the next renewal', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  parts.prometheus.routes['GET /api/v1/alerts'] = () => answered({ alerts: [] });
  parts.users.routes['POST /v1/sessions/refresh'] = () => ({ status: 200, body: userSession('customer') });
  assert.equal((await parts.browser.send({ url: alerts })).status, 200);
  later(parts, 900);
  assert.equal((await parts.browser.send({ url: alerts })).json.code, 'backoffice-bff/log-in-required');
  assert.equal((await parts.browser.send({ url: '/backoffice/bff/session' })).json.user, null);
});

test('a session that Users ended is none from its next renewal on', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  parts.users.routes['POST /v1/sessions/refresh'] = () => problem(401, 'users/session-ended');
  later(parts, 900);
  assert.equal((await parts.browser.send({ url: alerts })).status, 401);
});

test('while Users is away who was staff goes on looking, for a shift', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  parts.prometheus.routes['GET /api/v1/alerts'] = () => answered({ alerts: [] });
  await parts.users.close();
  later(parts, 3_600);
  assert.equal((await parts.browser.send({ url: alerts })).status, 200);
  later(parts, 8 * 3_600);
  const answer = await parts.browser.send({ url: alerts });
  assert.equal(answer.status, 503);
  assert.equal(answer.json.code, 'users/unavailable');
});

test('logging out ends the session at Users and here', async (t) => {
  const parts = await testBff(t);
  const { session } = await logInAs(parts, 'staff');
  await parts.browser.send({ method: 'DELETE', url: '/backoffice/bff/session' });
  assert.deepEqual(parts.users.received.at(-1)?.body, { refreshToken: session.refreshToken });
  assert.equal((await parts.browser.send({ url: alerts })).status, 401);
});
