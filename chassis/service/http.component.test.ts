import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { Type } from 'typebox';
import { recordingLog, silentLog, testIdentity } from '../testing/index.ts';
import { createHttp, type HttpServer, Problem, Unavailable, userOf } from './index.ts';

const Line = Type.Object(
  { sku: Type.String(), quantity: Type.Integer({ minimum: 1 }) },
  { additionalProperties: false },
);
const Order = Type.Object(
  { lines: Type.Array(Line), email: Type.Optional(Type.String({ format: 'email' })) },
  { additionalProperties: false },
);
const Query = Type.Object(
  { limit: Type.Integer({ minimum: 1, default: 20 }) },
  { additionalProperties: false },
);

describe('http server', () => {
  const tokens = testIdentity({ service: 'orders', callers: ['products', 'operator'] });
  const metrics = new Registry();
  const { log, records } = recordingLog();
  let http: HttpServer;

  before(async () => {
    http = await createHttp({ name: 'orders', log, metrics, identity: tokens.identity });
    const open = { access: ['public'] } as const;
    http.post(
      '/v1/orders',
      { config: open, schema: { body: Order, response: { 201: Order } } },
      async (request, reply) =>
        reply.code(201).send(Object.assign({ hidden: 'not in the schema' }, request.body)),
    );
    http.get('/v1/orders', { config: open, schema: { querystring: Query } }, (request) => request.query);
    http.get(
      '/v1/orders/:id',
      { config: open, schema: { params: Type.Object({ id: Type.String({ format: 'uuid' }) }) } },
      (request) => request.params,
    );
    http.get('/v1/refused', { config: open }, () => {
      throw new Problem({
        status: 409,
        code: 'orders/price-changed',
        title: 'Changed',
        detail: 'Look',
        extra: { quote: 5 },
      });
    });
    http.get('/v1/broken', { config: open }, () => {
      throw new Error('secret of ann@example.com');
    });
    http.get('/v1/away', { config: open }, () => {
      throw new Unavailable('database away');
    });
    http.get('/v1/catalogue', { config: open }, (_, reply) => {
      reply.header('cache-control', 'public, max-age=5');
      return 'for everybody';
    });
    http.get('/v1/half-done', { config: open }, (_, reply) => {
      reply.header('cache-control', 'public, max-age=5');
      throw new Error('after all');
    });
    http.get('/v1/me', { config: { access: ['user'] } }, (request) => ({ userId: userOf(request).userId }));
    http.get('/v1/staff-only', { config: { access: ['staff'] } }, () => 'ok');
    http.get(
      '/v1/internal',
      { config: { access: ['service:products', 'user'] } },
      (request) => request.identity,
    );
    await http.ready();
  });
  after(() => http.close());

  const post = (payload: string | object, headers: Record<string, string> = {}) =>
    http.inject({
      method: 'POST',
      url: '/v1/orders',
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    });
  const get = (url: string, token?: string) =>
    http.inject({
      method: 'GET',
      url,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  type Answer = Awaited<ReturnType<typeof get>>;
  const assertProblem = (answer: Answer, status: number, code: string): Record<string, unknown> => {
    assert.equal(answer.statusCode, status, answer.body);
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
    const document = answer.json() as Record<string, unknown>;
    assert.equal(document.code, code);
    assert.equal(document.status, status);
    assert.equal(typeof document.title, 'string');
    return document;
  };

  it('answers what the schema allows, and nothing that it does not name', async () => {
    const answer = await post({ lines: [{ sku: 'A', quantity: 1 }] });
    assert.equal(answer.statusCode, 201);
    assert.deepEqual(answer.json(), { lines: [{ sku: 'A', quantity: 1 }] });
  });

  const badBodies: readonly [string, object][] = [
    ['a number given as text', { lines: [{ sku: 'A', quantity: '1' }] }],
    ['a text given as number', { lines: [{ sku: 1, quantity: 1 }] }],
    ['a fraction', { lines: [{ sku: 'A', quantity: 1.5 }] }],
    ['zero where one is the least', { lines: [{ sku: 'A', quantity: 0 }] }],
    ['a missing member', {}],
    ['null for an array', { lines: null }],
    ['one item instead of an array', { lines: { sku: 'A', quantity: 1 } }],
    ['an e-mail address that is none', { lines: [], email: 'ann' }],
    ['an array as the whole body', []],
  ];
  for (const [what, body] of badBodies) {
    it(`refuses ${what}`, async () => {
      const document = assertProblem(await post(body), 400, 'request/invalid');
      assert.match(String((document.errors as { path: string }[])[0]?.path), /^body/);
    });
  }

  it('refuses unknown members and names them', async () => {
    const document = assertProblem(
      await post({ lines: [{ sku: 'A', quantity: 1, price: 1 }] }),
      400,
      'request/invalid',
    );
    assert.deepEqual(document.errors, [{ path: 'body/lines/0', message: 'must not have a member "price"' }]);
  });

  it('refuses a body that is not JSON, is empty, too large, or of another type', async () => {
    assertProblem(await post('{"lines":'), 400, 'request/malformed-json');
    assertProblem(await post(''), 400, 'request/malformed-json');
    assertProblem(await post('{"__proto__":{"a":1},"lines":[]}'), 400, 'request/malformed-json');
    assertProblem(await post(`{"lines":"${'x'.repeat(1024 * 1024)}"}`), 413, 'request/too-large');
    assertProblem(
      await post('lines=1', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'request/unsupported-media-type',
    );
    assertProblem(
      await post('{"lines":[]}', { 'content-type': 'text/plain' }),
      415,
      'request/unsupported-media-type',
    );
    assertProblem(await post('{"lines":[{"sku":"a\\u0000","quantity":1}]}'), 400, 'request/malformed');
    assert.equal((await post('{"lines":[{"sku":"a\\\\u0000","quantity":1}]}')).statusCode, 201);
    const none = await http.inject({ method: 'POST', url: '/v1/orders' });
    assertProblem(none, 400, 'request/invalid');
  });

  it('reads numbers of the query from text, fills in defaults, and refuses unknown parameters', async () => {
    assert.deepEqual((await get('/v1/orders?limit=5')).json(), { limit: 5 });
    assert.deepEqual((await get('/v1/orders')).json(), { limit: 20 });
    assertProblem(await get('/v1/orders?limit=five'), 400, 'request/invalid');
    assertProblem(await get('/v1/orders?limit=1.5'), 400, 'request/invalid');
    assertProblem(await get('/v1/orders?page=2'), 400, 'request/invalid');
  });

  it('refuses path parameters that are not of their form', async () => {
    const document = assertProblem(await get('/v1/orders/17'), 400, 'request/invalid');
    assert.deepEqual(document.errors, [{ path: 'params/id', message: 'must match format "uuid"' }]);
    assertProblem(await get('/v1/orders/%c3%28'), 400, 'request/malformed');
    assertProblem(await get('/v1/orders/a%00'), 400, 'request/malformed');
    assertProblem(await get('/v1/orders?limit=%00'), 400, 'request/malformed');
  });

  it('tells an unknown address from a wrong method', async () => {
    assertProblem(await get('/v1/nothing'), 404, 'request/no-such-route');
    const answer = await http.inject({ method: 'DELETE', url: '/v1/orders' });
    assertProblem(answer, 405, 'request/method-not-allowed');
    assert.match(String(answer.headers.allow), /POST/);
  });

  it('answers a Problem with its code, detail and further members', async () => {
    const document = assertProblem(await get('/v1/refused'), 409, 'orders/price-changed');
    assert.equal(document.detail, 'Look');
    assert.equal(document.quote, 5);
  });

  it('tells nothing about what nobody foresaw, and logs it without personal data', async () => {
    const answer = await get('/v1/broken');
    assertProblem(answer, 500, 'internal');
    assert.doesNotMatch(answer.body, /secret/);
    const record = records.find((entry) => entry.msg === 'request failed');
    assert.match(JSON.stringify(record), /secret of \[redacted\]/);
  });

  it('answers 503 with Retry-After when something is away', async () => {
    const answer = await get('/v1/away');
    assertProblem(answer, 503, 'service/unavailable');
    assert.equal(answer.headers['retry-after'], '1');
  });

  it('asks for a token, and refuses one that is expired, forged, unsigned or for somebody else', async () => {
    const missing = await get('/v1/me');
    assertProblem(missing, 401, 'auth/token-missing');
    assert.equal(missing.headers['www-authenticate'], 'Bearer');
    assertProblem(await get('/v1/me', await tokens.expiredUserToken()), 401, 'auth/token-expired');
    assertProblem(await get('/v1/me', await tokens.forgedUserToken()), 401, 'auth/token-invalid');
    assertProblem(await get('/v1/me', await tokens.unsignedUserToken()), 401, 'auth/token-invalid');
    assertProblem(await get('/v1/me', await tokens.userTokenForAnotherAudience()), 401, 'auth/token-invalid');
    assertProblem(await get('/v1/me', 'nonsense'), 401, 'auth/token-invalid');
  });

  it('checks the token before the body', async () => {
    http.log.debug('no body is looked at for a stranger');
    const answer = await http.inject({
      method: 'GET',
      url: '/v1/me',
      payload: '{',
      headers: { 'content-type': 'application/json' },
    });
    assertProblem(answer, 401, 'auth/token-missing');
  });

  it('lets in whom the route names, and no one else', async () => {
    const customer = await tokens.userToken({ userId: '0190b0a0-0000-7000-8000-000000000001' });
    const staff = await tokens.userToken({ roles: ['customer', 'staff'] });
    assert.deepEqual((await get('/v1/me', customer)).json(), {
      userId: '0190b0a0-0000-7000-8000-000000000001',
    });
    assertProblem(await get('/v1/staff-only', customer), 403, 'auth/forbidden');
    assert.equal((await get('/v1/staff-only', staff)).statusCode, 200);
    assertProblem(await get('/v1/me', await tokens.serviceToken('products')), 403, 'auth/forbidden');
    assert.deepEqual((await get('/v1/internal', await tokens.serviceToken('products'))).json(), {
      kind: 'service',
      name: 'products',
    });
    assertProblem(await get('/v1/internal', await tokens.serviceToken('operator')), 403, 'auth/forbidden');
    assertProblem(
      await get('/v1/internal', await tokens.serviceToken('products', 'users')),
      401,
      'auth/token-invalid',
    );
  });

  it('does not start with a route that does not say who may use it', async () => {
    const other = await createHttp({ name: 'other', log: silentLog(), metrics: new Registry() });
    assert.throws(() => other.get('/v1/open', () => 'ok'), /GET \/v1\/open does not declare config.access/);
    await other.close();
  });

  it('takes over a request id that is well formed, and makes one otherwise', async () => {
    const given = await http.inject({ url: '/v1/orders', headers: { 'x-request-id': 'abc-12345' } });
    assert.equal(given.headers['x-request-id'], 'abc-12345');
    const made = await http.inject({ url: '/v1/orders', headers: { 'x-request-id': 'a b\n' } });
    assert.match(String(made.headers['x-request-id']), /^[0-9a-f-]{36}$/);
  });

  it('writes one line and one sample for each request, by route and without the query', async () => {
    await http.inject({
      url: '/v1/orders?limit=7&x=ann%40example.com',
      headers: { 'x-request-id': 'logged-request' },
    });
    const lines = records.filter((record) => record.reqId === 'logged-request');
    assert.deepEqual(
      lines.map(({ method, route, status, msg }) => ({ method, route, status, msg })),
      [{ method: 'GET', route: '/v1/orders', status: 400, msg: 'request' }],
    );
    assert.doesNotMatch(JSON.stringify(lines), /example|limit/);
    assert.match(
      await metrics.metrics(),
      /http_server_request_duration_seconds_count\{http_request_method="GET",http_route="\/v1\/orders",http_response_status_code="400"\} \d+/,
    );
  });

  it('describes its routes as OpenAPI 3.1', async () => {
    const document = (await get('/v1/openapi.json')).json() as {
      openapi: string;
      paths: Record<string, Record<string, { security: unknown; responses: Record<string, unknown> }>>;
    };
    assert.equal(document.openapi, '3.1.0');
    assert.ok(document.paths['/v1/orders/{id}']?.get);
    assert.equal(document.paths['/v1/openapi.json'], undefined);
    assert.deepEqual(document.paths['/v1/internal']?.get?.security, [{ service: [] }, { user: [] }]);
    assert.ok(document.paths['/v1/orders']?.post?.responses['201']);
    assert.ok(document.paths['/v1/orders']?.post?.responses.default);
  });

  it('lets nobody keep an answer unless its route says so, and no problem at all', async () => {
    const caching = async (url: string) => (await get(url)).headers['cache-control'];
    assert.equal(await caching('/v1/catalogue'), 'public, max-age=5');
    for (const url of ['/v1/orders', '/v1/half-done', '/v1/refused', '/v1/me', '/v1/nothing']) {
      assert.equal(await caching(url), 'no-store', url);
    }
  });

  it('takes the headers that nginx lets through, and answers what is no request with a problem', async () => {
    await http.listen({ host: '127.0.0.1', port: 0 });
    const { port } = http.server.address() as AddressInfo;
    const ask = async (text: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1').setEncoding('utf8');
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.write(text);
      await once(socket, 'close');
      return answer;
    };
    const withHeaders = (kib: number) =>
      `GET /v1/orders HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx: ${'x'.repeat(kib * 1024)}\r\n\r\n`;
    assert.match(await ask(withHeaders(34)), /^HTTP\/1.1 200 /);
    for (const [text, status, code] of [
      [withHeaders(50), 431, 'request/too-large'],
      ['what?\r\n\r\n', 400, 'request/malformed'],
    ] as const) {
      const answer = await ask(text);
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} .*\r\ncontent-type: application/problem\\+json`));
      assert.equal((JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as { code: string }).code, code);
    }
  });

  it('keeps idle connections longer than nginx does', () => {
    assert.ok(http.server.keepAliveTimeout > 72_000);
    assert.ok(http.server.headersTimeout > 0 && http.server.requestTimeout > 0);
  });
});
