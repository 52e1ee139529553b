import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Addresses } from '../../platform/addresses.ts';
import type { Topology } from '../../platform/topology-types.ts';
import { renderBalancer } from './render.ts';
import { checkNginx, makePrefix, startNginx, testOptions } from './testing/nginx.ts';
import { freeAddresses } from './testing/ports.ts';
import { type FakeReplica, startReplica } from './testing/replica.ts';
import { until } from './testing/until.ts';

const topology = {
  services: {
    users: {
      database: true,
      calls: [],
      publicApi: [{ path: '/users' }, { path: '/users/files', maxBody: '3m' }],
      operator: true,
    },
    orders: {
      database: true,
      calls: ['users'],
      publicApi: [{ path: '/orders', idempotentByKey: true, streams: true }],
      operator: false,
    },
  },
  edge: {},
  interfaces: {},
  topics: {},
  consumers: {},
} as const satisfies Topology;

let folder: Awaited<ReturnType<typeof makePrefix>>;
let nginx: Awaited<ReturnType<typeof startNginx>>;
let users: FakeReplica;
let orders: FakeReplica[];
let base: { users: string; orders: string };
let configuration: string;

/** A replica that takes requests whose path ends in `/dies` and cuts the connection instead of answering. */
const unreliable = (name: string) =>
  startReplica(name, ({ url, method, headers }, response) => {
    if (headers['x-victim'] === name) response.destroy();
    else if (/\/stream($|\?)/.test(url)) response.write('data: first\n\n');
    else response.end(`${name} ${method} ${url}`);
  });

beforeEach(async () => {
  folder = await makePrefix();
  users = await startReplica('users-1', (_, response) => response.end('{"keys":[]}'));
  orders = [await unreliable('orders-1'), await unreliable('orders-2')];
  const [usersPort, ordersPort, status, ...gateway] = await freeAddresses(6);
  assert.ok(usersPort && ordersPort && status && gateway[0]);
  const addresses: Addresses = {
    gateway: { https: gateway[0], http: gateway[0], status: gateway[0] },
    balancer: { status },
    replicas: { users: [users], orders },
    services: { users: usersPort, orders: ordersPort },
    databases: {},
    brokers: [],
    prometheus: gateway[0],
    alertmanager: gateway[0],
  };
  base = {
    users: `http://127.0.0.1:${usersPort.port}`,
    orders: `http://127.0.0.1:${ordersPort.port}`,
  };
  configuration = renderBalancer(topology, addresses, testOptions);
  nginx = await startNginx(folder.prefix, configuration, status);
});
afterEach(async () => {
  await nginx.stop();
  await Promise.all([users, ...orders].map((replica) => replica.kill()));
  await folder.remove();
});

test('nginx accepts the configuration without a warning', async () => {
  const verdict = await checkNginx(folder.prefix, configuration);
  assert.match(verdict, /test is successful/);
  assert.doesNotMatch(verdict, /warn|emerg/);
});

test('requests go to all replicas of a service, path and query as they were', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, async (_, i) => (await fetch(`${base.orders}/v1/orders/${i}?a=b%2Fc`)).text()),
  );
  assert.deepEqual(
    orders.map(({ seen }) => seen.length),
    [5, 5],
  );
  assert.equal(answers.filter((answer) => answer.endsWith('?a=b%2Fc')).length, 10);
});

test('the events of a stream go on one by one', async () => {
  const answer = await fetch(`${base.orders}/v1/orders/0199-a/stream?x=1`);
  const { value } = (await answer.body?.getReader().read()) ?? assert.fail();
  assert.equal(new TextDecoder().decode(value), 'data: first\n\n');
  assert.equal(orders.flatMap(({ seen }) => seen)[0]?.url, '/v1/orders/0199-a/stream?x=1');
  assert.match(configuration, /stream\$ \{[^}]*proxy_read_timeout 75s;/);
});

test('with one replica dead no request fails, and soon none is sent there', async () => {
  await orders[0]?.kill();
  for (let i = 0; i < 30; i++) assert.equal((await fetch(`${base.orders}/v1/orders`)).status, 200);
  const attempts = (await nginx.accessLog()).map(({ upstream }) => upstream?.split(', ').length);
  assert.ok(attempts.slice(0, 10).includes(2), 'the dead one was tried');
  assert.deepEqual(new Set(attempts.slice(-10)), new Set([1]), 'the dead one is left out');
});

test('a POST that was sent is not sent again, unless it is idempotent by its key', async () => {
  const post = (path: string) =>
    fetch(`${base.orders}${path}`, { method: 'POST', body: '{}', headers: { 'x-victim': 'orders-1' } });
  const sent = () => orders.flatMap(({ seen }) => seen).length;

  const plain = [await post('/v1/orders/1/cancel'), await post('/v1/orders/1/cancel')];
  assert.deepEqual(
    plain.map(({ status }) => status).sort((a, b) => a - b),
    [200, 503],
  );
  assert.equal(sent(), 2);

  const byKey = [await post('/v1/orders'), await post('/v1/orders')];
  assert.deepEqual(
    byKey.map(({ status }) => status),
    [200, 200],
  );
  assert.equal(sent(), 5);
});

test('with all replicas dead the answer is a 503 problem at once', async () => {
  await Promise.all(orders.map((replica) => replica.kill()));
  const started = performance.now();
  const answer = await fetch(`${base.orders}/v1/orders`);
  assert.ok(performance.now() - started < 1000);
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.equal(((await answer.json()) as { code: string }).code, 'balancer/unavailable');
});

test('the signing keys are answered while users is down', async () => {
  const live = await fetch(`${base.users}/v1/keys`);
  assert.equal(await live.text(), '{"keys":[]}');
  await users.kill();
  assert.equal((await fetch(`${base.users}/v1/users`)).status, 503);
  const kept = await fetch(`${base.users}/v1/keys`);
  assert.equal(kept.status, 200);
  assert.equal(await kept.text(), '{"keys":[]}');
});

test('a body above 1 MiB is refused with a problem document', async () => {
  const answer = await fetch(`${base.orders}/v1/orders`, { method: 'POST', body: 'x'.repeat(2_000_000) });
  assert.equal(answer.status, 413);
  assert.equal(((await answer.json()) as { code: string }).code, 'request/too-large');
  assert.equal(orders.flatMap(({ seen }) => seen).length, 0);
});

test('the log has the route and never the query', async () => {
  await fetch(`${base.orders}/v1/orders?secret=hush`, { headers: { 'x-request-id': 'request-0001' } });
  const last = await until(async () => {
    const entry = (await nginx.accessLog()).find(({ requestId }) => requestId === 'request-0001');
    assert.ok(entry);
    return entry;
  });
  assert.equal(last.route, 'orders');
  assert.equal(last.status, '200');
  assert.doesNotMatch(JSON.stringify(await nginx.accessLog()), /hush/);
});

test('a body may be larger where the topology says so, and nowhere else', async () => {
  const send = (path: string, bytes: number) =>
    fetch(`${base.users}${path}`, { method: 'POST', body: 'x'.repeat(bytes) });
  assert.equal((await send('/v1/users/files', 3_000_000)).status, 200);
  assert.equal(users.seen[0]?.body.length, 3_000_000);
  assert.equal((await send('/v1/users/files', 3_200_000)).status, 413);
  assert.equal((await send('/v1/users', 1_100_000)).status, 413);
  assert.equal((await send('/v1/users/files/x', 1_100_000)).status, 413);
  assert.equal(users.seen.length, 1);
});
