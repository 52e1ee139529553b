import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topology } from '../../../topology.ts';
import type { Service, Topology } from '../../topology-types.ts';
import { allocatePorts, type LocalAddresses, maxReplicas, portsOfAnInstance } from './ports.ts';

const service: Service = { database: true, calls: [], publicApi: [], operator: false };
const withServices = (count: number): Topology => ({
  ...topology,
  services: Object.fromEntries(Array.from({ length: count }, (_, i) => [`service-${i}`, service])),
  edge: Object.fromEntries(
    Array.from({ length: 4 }, (_, i) => [`bff-${i}`, { calls: [], route: `/bff-${i}` as const }]),
  ),
});
const everywhere = (full: Topology, count: number) =>
  Object.fromEntries(
    [...Object.keys(full.services), ...Object.keys(full.edge)].map((name) => [name, count] as const),
  );

const portsOf = (value: unknown): number[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ('port' in value && typeof value.port === 'number') return [value.port];
  return Object.values(value).flatMap(portsOf);
};

test('the fullest instance uses every port once and stays within its range', () => {
  const full = withServices(10);
  const ports = portsOf(allocatePorts(8443, full, { brokers: 3, replicas: everywhere(full, maxReplicas) }));
  assert.equal(ports.length, 7 + 6 + 6 + 8 + 3 + 1 + 10 * 3 + 14 * 2 * maxReplicas);
  assert.equal(new Set(ports).size, ports.length);
  assert.ok(Math.min(...ports) === 8443 && Math.max(...ports) < 8443 + portsOfAnInstance);
});

test('instances that are a range apart share no port', () => {
  const full = withServices(10);
  const scale = { brokers: 3, replicas: everywhere(full, maxReplicas) };
  const first = new Set(portsOf(allocatePorts(8443, full, scale)));
  const second = portsOf(allocatePorts(8443 + portsOfAnInstance, full, scale));
  assert.deepEqual(
    second.filter((port) => first.has(port)),
    [],
  );
});

test('nothing moves when a service is appended, a replica is added or a broker joins', () => {
  const one = { brokers: 1, replicas: {} };
  const before = allocatePorts(8443, topology, one);
  const grown: Topology = { ...topology, services: { ...topology.services, carts: service } };
  const after = allocatePorts(8443, grown, { brokers: 3, replicas: { products: 4 } });
  const firstOfEach = (addresses: LocalAddresses) =>
    Object.keys(before.replicas).map((name) => addresses.replicas[name]?.[0]);
  assert.deepEqual(firstOfEach(after), firstOfEach(before));
  assert.deepEqual({ ...after.services, carts: undefined }, { ...before.services, carts: undefined });
  assert.deepEqual({ ...after.databases, carts: undefined }, { ...before.databases, carts: undefined });
  assert.deepEqual(after.gateway, before.gateway);
  assert.deepEqual(after.control, before.control);
  assert.deepEqual(after.brokers[0], before.brokers[0]);
  assert.deepEqual(after.controllers[0], before.controllers[0]);
  assert.deepEqual(after.paymentSandbox, before.paymentSandbox);
  assert.deepEqual(after.mailCatcher, before.mailCatcher);
});

test('everything listens on loopback', () => {
  const text = JSON.stringify(allocatePorts(8443, topology, { brokers: 3, replicas: {} }));
  assert.deepEqual([...new Set(text.match(/"host":"[^"]+"/g))], ['"host":"127.0.0.1"']);
});

test('what has no slot is refused by name', () => {
  const scale = { brokers: 1, replicas: {} };
  assert.throws(
    () => allocatePorts(8443, topology, { ...scale, replicas: { orders: 9 } }),
    /8 replicas of orders/,
  );
  assert.throws(() => allocatePorts(8443, topology, { ...scale, brokers: 4 }), /1 to 3 brokers/);
  assert.throws(() => allocatePorts(8443, withServices(11), scale), /10 services/);
});
