import assert from 'node:assert/strict';
import { connect } from 'node:http2';
import { afterEach, beforeEach, test } from 'node:test';
import { checkNginx } from '../balancer/testing/nginx.ts';
import { assertProblem, type Gateway, startGateway } from './gateway-for-tests.ts';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.stop());

test('nginx accepts the configuration without a warning', async () => {
  const verdict = await checkNginx(gateway.prefix, gateway.configuration());
  assert.match(verdict, /test is successful/);
  assert.doesNotMatch(verdict, /warn|emerg/);
});

test('plain HTTP is sent to HTTPS, path and query kept, on both ports', async () => {
  for (const { port } of [gateway.addresses.gateway.http, gateway.addresses.gateway.https]) {
    const answer = await fetch(`http://127.0.0.1:${port}/p/mug?a=1`, { redirect: 'manual', method: 'POST' });
    assert.equal(answer.status, 308);
    assert.equal(answer.headers.get('location'), `${gateway.publicOrigin}/p/mug?a=1`);
  }
});

test('HTTP/2 is spoken', async () => {
  const session = connect(`https://127.0.0.1:${gateway.addresses.gateway.https.port}`, {
    ca: gateway.authority,
  });
  const stream = session.request({ ':path': '/api/v1/orders' });
  const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
    stream.on('response', resolve);
    stream.on('error', reject);
    session.on('error', reject);
  });
  session.close();
  assert.equal(session.alpnProtocol, 'h2');
  assert.equal(headers[':status'], 200);
  assert.match(gateway.orders.flatMap(({ seen }) => seen)[0]?.headers.host ?? '', /^127\.0\.0\.1:\d+$/);
});

test('the storefront: index.html for every page, asked about again; hashed assets kept for ever', async () => {
  for (const path of ['/', '/index.html', '/products/mug', '/orders/1?x=1']) {
    const page = await gateway.ask(path);
    assert.equal(page.status, 200, path);
    assert.equal(page.body, '<title>storefront</title>', path);
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(page.headers['cache-control'], 'no-cache');
  }
  const asset = await gateway.ask('/assets/app-3f2a.js');
  assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.match(String(asset.headers['content-type']), /^text\/javascript/);
  assert.equal((await gateway.ask('/assets/gone-1234.js')).status, 404);
  assert.equal((await gateway.ask('/', { method: 'POST' })).status, 405);
});

test('a second interface below its own route', async () => {
  assert.equal((await gateway.ask('/backoffice/orders')).body, '<title>backoffice</title>');
  assert.equal((await gateway.ask('/backoffice/assets/app-3f2a.js')).body, 'console.log("backoffice")');
  assert.equal((await gateway.ask('/backoffice')).status, 308);
});

test('pages forbid everything that is not their own', async () => {
  const { headers } = await gateway.ask('/');
  const policy = String(headers['content-security-policy']).split('; ');
  for (const rule of [
    "default-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "object-src 'none'",
  ]) {
    assert.ok(policy.includes(rule), rule);
  }
  assert.doesNotMatch(policy.join(), /unsafe/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'strict-origin-when-cross-origin');
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.match(String(headers['permissions-policy']), /camera=\(\)/);
  assert.equal(headers['strict-transport-security'], undefined);
  assert.equal(headers.server, 'nginx');

  await gateway.restart({ paymentOrigin: 'https://localhost:8451' });
  assert.ok(
    String((await gateway.ask('/')).headers['content-security-policy'])
      .split('; ')
      .includes("connect-src 'self' https://localhost:8451"),
    'cards are taken to the payment provider',
  );

  await gateway.restart({ hsts: { maxAgeSeconds: 60 } });
  assert.equal(
    (await gateway.ask('/')).headers['strict-transport-security'],
    'max-age=60; includeSubDomains',
  );
  assert.match(
    String((await gateway.ask('/api/v1/orders')).headers['strict-transport-security']),
    /^max-age=60/,
  );
});

test("/api/v1/<path> is the service's /v1/<path>, shared out over its replicas", async () => {
  for (const path of ['', '/1', '?limit=3', '/1/lines?a=%2F']) await gateway.ask(`/api/v1/orders${path}`);
  assert.deepEqual(
    gateway.orders
      .flatMap(({ seen }) => seen)
      .map(({ url }) => url)
      .sort(),
    ['/v1/orders', '/v1/orders/1', '/v1/orders/1/lines?a=%2F', '/v1/orders?limit=3'],
  );
  assert.deepEqual(
    gateway.orders.map(({ seen }) => seen.length),
    [2, 2],
  );
});

test('what somebody outside says of traces goes nowhere', async () => {
  const headers = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'theirs=1' };
  for (const path of ['/api/v1/orders/traced', '/bff/traced']) await gateway.ask(path, { headers });
  const seen = [...gateway.orders.flatMap((replica) => replica.seen), ...gateway.bff.seen].filter(({ url }) =>
    url.endsWith('/traced'),
  );
  assert.equal(seen.length, 2);
  for (const request of seen) {
    assert.equal(request.headers.traceparent, undefined);
    assert.equal(request.headers.tracestate, undefined);
  }
});

test('the BFF keeps its prefix', async () => {
  assert.equal((await gateway.ask('/bff/basket/quote?x=1')).body, 'storefront-bff-1');
  assert.equal(gateway.bff.seen[0]?.url, '/bff/basket/quote?x=1');
});

test('what is not public is a 404 problem and reaches nothing', async () => {
  for (const path of [
    '/api',
    '/api/',
    '/api/v1/staff',
    '/api/v1/ordersandmore',
    '/api/v1/orders/../keys',
    '/api/v1/orders/..%2fkeys',
    '/api/v1/orders/%2e%2e/keys',
    '/api/v2/orders',
    '/bff',
    '/metrics',
    '/health',
    '/health/ready',
    '/status/../metrics',
  ]) {
    assertProblem(await gateway.ask(path), 404, 'request/no-such-route');
  }
  assert.equal([gateway.users, gateway.bff, ...gateway.orders].flatMap(({ seen }) => seen).length, 0);
});

test("who sent it and how is the gateway's word, not the client's", async () => {
  await gateway.ask('/api/v1/orders', {
    headers: {
      'x-forwarded-for': '10.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'evil.example',
      'x-real-ip': '10.0.0.1',
      forwarded: 'for=10.0.0.1',
      'x-request-id': 'bad id\twith "quotes"',
      authorization: 'Bearer abc',
      cookie: '__Host-session=secret',
    },
  });
  const { headers } = gateway.orders.flatMap(({ seen }) => seen)[0] ?? assert.fail();
  const origin = `127.0.0.1:${gateway.addresses.gateway.https.port}`;
  assert.equal(headers['x-forwarded-for'], '127.0.0.1');
  assert.equal(headers['x-forwarded-proto'], 'https');
  assert.equal(headers['x-forwarded-host'], origin);
  assert.equal(headers.host, origin);
  assert.equal(headers['x-real-ip'], '127.0.0.1');
  assert.equal(headers.forwarded, undefined);
  assert.match(String(headers['x-request-id']), /^[0-9a-f]{32}$/);
  assert.equal(headers.authorization, 'Bearer abc');
  assert.equal(headers.cookie, undefined);

  await gateway.ask('/bff/session', {
    headers: { authorization: 'Bearer abc', cookie: '__Host-session=secret' },
  });
  assert.equal(gateway.bff.seen[0]?.headers.authorization, undefined);
  assert.equal(gateway.bff.seen[0]?.headers.cookie, '__Host-session=secret');
});

test('a request id goes through and comes back', async () => {
  const answer = await gateway.ask('/api/v1/orders', { headers: { 'x-request-id': 'request-0001' } });
  assert.equal(answer.headers['x-request-id'], 'request-0001');
  assert.equal(gateway.orders.flatMap(({ seen }) => seen)[0]?.headers['x-request-id'], 'request-0001');
  // A service would replace it, and one request would have two ids.
  const other = await gateway.ask('/api/v1/orders', { headers: { 'x-request-id': 'request.0002_b' } });
  assert.match(String(other.headers['x-request-id']), /^[0-9a-f]{32}$/);
});
