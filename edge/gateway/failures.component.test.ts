import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { until } from '../balancer/testing/until.ts';
import { assertProblem, type Gateway, startGateway } from './gateway-for-tests.ts';
import { localLimits } from './limits.ts';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.stop());

test('a body of 10 MB is a 413 problem and is not passed on', async () => {
  const body = 'x'.repeat(10_000_000);
  for (const headers of [
    { 'content-length': String(body.length) },
    { 'transfer-encoding': 'chunked' },
  ] as Record<string, string>[]) {
    assertProblem(
      await gateway.ask('/api/v1/orders', { method: 'POST', body, headers }),
      413,
      'request/too-large',
    );
  }
  assertProblem(await gateway.ask('/bff/checkout', { method: 'POST', body }), 413, 'request/too-large');
  assert.equal([gateway.bff, ...gateway.orders].flatMap(({ seen }) => seen).length, 0);

  const fits = 'x'.repeat(1_000_000);
  assert.equal((await gateway.ask('/api/v1/orders', { method: 'POST', body: fits })).status, 200);
});

test('one replica dead: no GET fails', async () => {
  await gateway.orders[1]?.kill();
  for (let i = 0; i < 30; i++) assert.equal((await gateway.ask('/api/v1/orders')).status, 200);
});

test('a POST that was sent is sent again only where it is idempotent by its key', async () => {
  const post = (path: string) =>
    gateway.ask(path, { method: 'POST', body: '{}', headers: { 'x-victim': 'orders-1' } });
  const sent = () => gateway.orders.flatMap(({ seen }) => seen).length;

  const plain = [await post('/api/v1/orders/1/cancel'), await post('/api/v1/orders/1/cancel')];
  assert.deepEqual(
    plain.map(({ status }) => status).sort((a, b) => a - b),
    [200, 503],
  );
  assert.equal(sent(), 2);

  const byKey = [await post('/api/v1/orders'), await post('/api/v1/orders')];
  assert.deepEqual(
    byKey.map(({ status }) => status),
    [200, 200],
  );
  assert.equal(sent(), 5);
});

test('all replicas dead: a 503 problem at once that says when to come back', async () => {
  await Promise.all([gateway.bff, ...gateway.orders].map((replica) => replica.kill()));
  for (const path of ['/api/v1/orders', '/bff/session']) {
    const started = performance.now();
    const answer = await gateway.ask(path);
    assert.ok(performance.now() - started < 1_000);
    assertProblem(answer, 503, 'gateway/unavailable');
    assert.equal(answer.headers['retry-after'], '1');
  }
  assert.equal((await gateway.ask('/')).status, 200, 'the storefront is still there');
});

test('what nginx itself refuses is a problem, too', async () => {
  const long = 'a'.repeat(8_000);
  const longer = 'a'.repeat(9_000);
  const many = { 'x-a': long, 'x-b': long, 'x-c': long, 'x-d': long, 'x-e': long };
  for (const [status, code, path, sent] of [
    [400, 'request/malformed', '/%zz', {}],
    [405, 'request/method-not-allowed', '/', { method: 'POST' }],
    [405, 'request/method-not-allowed', '/api/v1/orders', { method: 'TRACE' }],
    [404, 'request/no-such-route', '/assets/gone-1234.js', {}],
    [404, 'request/no-such-route', '/.problem/malformed', {}],
    [414, 'request/too-large', `/api/v1/orders?${longer}`, {}],
    [431, 'request/too-large', '/api/v1/orders', { headers: { 'x-a': longer } }],
    [431, 'request/too-large', '/bff/session', { headers: many }],
  ] as const) {
    assertProblem(await gateway.ask(path, sent), status, code);
  }
});

test('too many requests for pages are 429 problems that say when to come back', async () => {
  await gateway.restart({ limits: { ...localLimits, requests: { rate: 1, burst: 1 } } });
  const answers = await Promise.all(Array.from({ length: 5 }, () => gateway.ask('/')));
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(refused.length, 3);
  for (const answer of refused) {
    assertProblem(answer, 429, 'request/too-many');
    assert.equal(answer.headers['retry-after'], '1');
  }
});

test('too many log-ins from one address are 429 problems; other requests go on', async () => {
  await gateway.restart({ limits: { ...localLimits, credentials: { rate: 1, burst: 2 } } });
  const logIn = () => gateway.ask('/api/v1/sessions', { method: 'POST', body: '{}' });
  const answers = await Promise.all(Array.from({ length: 6 }, logIn));
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(refused.length, 3);
  for (const answer of refused) {
    assertProblem(answer, 429, 'request/too-many');
    assert.equal(answer.headers['retry-after'], '1');
  }
  assert.equal((await gateway.ask('/api/v1/orders', { method: 'POST' })).status, 200);
  for (const path of ['/bff/session', '/backoffice/bff/session'])
    assert.equal((await gateway.ask(path, { method: 'POST' })).status, 429, path);
});

test('the log has route, status and times, and neither query, address, cookie nor token', async () => {
  await gateway.ask('/api/v1/orders/1?q=hush', {
    headers: { 'x-request-id': 'request-0002', cookie: 'a=hush', authorization: 'Bearer hush' },
  });
  const entry = await until(async () => {
    const found = (await gateway.accessLog()).find(({ requestId }) => requestId === 'request-0002');
    return found ?? assert.fail('not logged yet');
  });
  assert.equal(entry.route, '/api/v1/orders');
  assert.equal(entry.method, 'GET');
  assert.equal(entry.status, '200');
  assert.match(entry.upstreamSeconds ?? '', /^\d+\.\d+$/);
  assert.match(entry.seconds ?? '', /^\d+\.\d+$/);
  const upstreams = gateway.orders.map(({ http }) => `${http.host}:${http.port}`);
  assert.ok(upstreams.includes(entry.upstream ?? ''));
  assert.doesNotMatch(JSON.stringify({ ...entry, upstream: '' }), /hush|127\.0\.0\.1/);
});

test('a failure is not written down with the address and query of who asked', async () => {
  await Promise.all(gateway.orders.map((replica) => replica.kill()));
  assert.equal((await gateway.ask('/api/v1/orders?q=hush')).status, 503);
  assert.equal((await gateway.ask('/assets/hush.js')).status, 404);
  assert.doesNotMatch(gateway.errorLog(), /hush|client:/);
});
