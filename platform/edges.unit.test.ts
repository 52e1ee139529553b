import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topology as house } from '../topology.ts';
import { edgesOf, partsOf } from './edges.ts';
import type { Topology } from './topology-types.ts';

const service = { database: false, calls: [], publicApi: [], operator: false } as const;

const topology: Topology = {
  services: {
    users: { ...service, database: true, publicApi: [{ path: '/users' }] },
    payments: { ...service, database: true, calls: ['users'], webhooks: true },
    orders: { ...service, database: true, calls: ['users', 'payments'], operator: true },
    mailer: service,
  },
  edge: {
    'shop-bff': { calls: ['orders'], route: '/bff' },
    'staff-bff': { calls: ['users'], route: '/staff/bff', observes: true },
  },
  interfaces: {},
  topics: { 'orders.order': { owner: 'orders', key: 'order id', partitions: 1, cleanup: 'compact' } },
  consumers: { 'mailer.mails': { service: 'mailer', topics: ['orders.order'], start: 'latest' } },
  egress: { 'mail-server': { from: ['mailer'], speaks: 'smtp' } },
};

const lines = (of: Topology, from?: string): string[] =>
  edgesOf(of)
    .filter((edge) => from === undefined || edge.from === from)
    .map((edge) => `${edge.from} → ${edge.to} ${edge.port}`);

test('from outside one part is reached', () => {
  assert.deepEqual(lines(topology, 'internet'), ['internet → gateway https', 'internet → gateway http']);
});

test('the gateway reaches the BFFs and what is public, and nothing else', () => {
  assert.deepEqual(lines(topology, 'gateway'), [
    'gateway → shop-bff http',
    'gateway → staff-bff http',
    'gateway → users http',
    'gateway → payments http',
  ]);
});

test('a service reaches the balancer for whom it calls, its own database, and the brokers if it has topics', () => {
  assert.deepEqual(lines(topology, 'orders'), [
    'orders → balancer http:users',
    'orders → balancer http:payments',
    'orders → postgres-orders postgres',
    'orders → kafka kafka',
    'orders → trace-collector otlp',
  ]);
  assert.deepEqual(lines(topology, 'users'), [
    'users → postgres-users postgres',
    'users → trace-collector otlp',
  ]);
  assert.deepEqual(lines(topology, 'mailer'), [
    'mailer → kafka kafka',
    'mailer → trace-collector otlp',
    'mailer → mail-server smtp',
  ]);
  assert.deepEqual(lines(topology, 'balancer'), [
    'balancer → users http',
    'balancer → payments http',
    'balancer → orders http',
    'balancer → mailer http',
  ]);
});

test('a BFF has no database and no topic; one may ask Prometheus where the topology says so', () => {
  assert.deepEqual(lines(topology, 'shop-bff'), [
    'shop-bff → balancer http:orders',
    'shop-bff → trace-collector otlp',
  ]);
  assert.deepEqual(lines(topology, 'staff-bff'), [
    'staff-bff → balancer http:users',
    'staff-bff → trace-collector otlp',
    'staff-bff → prometheus prometheus',
  ]);
});

test('the job before a deployment reaches databases and brokers; the command line what is open to operators', () => {
  assert.deepEqual(lines(topology, 'set-up'), [
    'set-up → postgres-users postgres',
    'set-up → postgres-payments postgres',
    'set-up → postgres-orders postgres',
    'set-up → kafka kafka',
  ]);
  assert.deepEqual(lines(topology, 'operator'), ['operator → balancer http:orders']);
});

test('the house: every edge is there once, between parts that there are, to a port that listens', () => {
  const parts = partsOf(house);
  const edges = edgesOf(house);
  assert.equal(new Set(lines(house)).size, edges.length);
  for (const { from, to, port } of edges) {
    assert.ok(parts[from], from);
    assert.ok(parts[to]?.listens.includes(port), `${to} ${port}`);
  }
});

test('the house: what keeps data is reached from the private subnet only, and opens connections to its own kind', () => {
  const parts = partsOf(house);
  for (const { from, to } of edgesOf(house)) {
    if (parts[to]?.subnet === 'isolated' && from !== to) assert.equal(parts[from]?.subnet, 'private', from);
    if (parts[from]?.subnet === 'isolated') assert.equal(to, from);
    if (parts[from]?.subnet === 'outside') assert.equal(parts[to]?.subnet, 'public', to);
  }
});

test('the house: nobody but the service, the job before a deployment and an exporter reaches its database', () => {
  for (const service of Object.keys(house.services)) {
    const from = edgesOf(house)
      .filter(({ to }) => to === `postgres-${service}`)
      .map((edge) => edge.from);
    assert.deepEqual(from, [service, 'set-up', `postgres-${service}-exporter`]);
  }
});

test('the house: connections out of the private network are those that are declared', () => {
  const parts = partsOf(house);
  assert.deepEqual(
    lines(house).filter((_, i) => parts[edgesOf(house)[i]?.to ?? '']?.subnet === 'outside'),
    ['payments → payment-provider https', 'notifications → mail-server smtp', 'alertmanager → slack https'],
  );
});
