import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { edgesOf, INTERNET } from '../../platform/edges.ts';
import { allocatePorts } from '../../platform/local/instance/ports.ts';
import { applyRules } from '../../platform/vpc/build-network.ts';
import { connectionsOf } from '../../platform/vpc/connections.ts';
import { type Member, membersOf, SUPERVISOR } from '../../platform/vpc/members.ts';
import { hostOf, type Network } from '../../platform/vpc/network.ts';
import { keptNetwork } from '../../platform/vpc/network-file.ts';
import type { Connection } from '../../platform/vpc/nftables.ts';
import { topology } from '../../topology.ts';
import { mailsAbout } from '../system/mailbox.ts';
import { settled } from '../system/settled.ts';
import { shopperOf } from '../system/shopper.ts';
import { repository, type System, startSystem } from '../system/system.ts';
import { type Survey, survey } from './survey.ts';

const port = 26_443;
const line = ({ from, to, port: number }: Connection): string => `${from} → ${to} ${number}`;
const processesOf = async (system: System): Promise<string[]> => {
  const { code, stdout, stderr } = await system.fondaco('status', '--json');
  assert.equal(code, 0, stderr);
  return (JSON.parse(stdout) as { processes: { name: string }[] }).processes.map(({ name }) => name);
};
const lines = (connections: readonly Connection[]): string[] => [...new Set(connections.map(line))].sort();

describe('the private network', () => {
  let system: System;
  let network: Network;
  let members: readonly Member[];
  let allowed: readonly Connection[];
  let found: Survey;

  before(async () => {
    system = await startSystem({ port, args: ['--vpc', '--fresh', '--brokers', '3'] });
    const kept = keptNetwork(system.paths.run);
    assert.ok(kept, 'the system says which network it runs in');
    network = kept;
    const addresses = allocatePorts(
      port,
      topology,
      { brokers: 3, replicas: {} },
      (name) => hostOf(network, name).address,
    );
    const running = await processesOf(system);
    // Grafana has a place and may ask Prometheus, but runs only where it is installed.
    const places = membersOf(topology, addresses);
    members = places.filter(({ name }) => name === INTERNET || name === SUPERVISOR || running.includes(name));
    allowed = connectionsOf(topology, places).filter(({ to }) => running.includes(to));
    found = await survey(network);
  });
  after(async () => {
    await system?.stop();
  });

  test('opens exactly the connections of the topology', () => {
    assert.deepEqual(lines(found.open), lines(allowed));
  });

  test('has nothing listening that the topology does not know', () => {
    const known = members.flatMap(({ name, listens }) =>
      listens.map(({ address }) => `${name} ${address.port}`),
    );
    assert.deepEqual([...found.listening].sort(), known.sort());
  });

  test('refuses everything else at once', () => {
    assert.deepEqual(lines(found.silent), []);
    assert.ok(found.attempts > network.hosts.length * (network.hosts.length - 1) * 20);
  });

  test('shows the outside nothing but the gateway', () => {
    const outside = new Set(members.filter(({ subnet }) => subnet === 'outside').map(({ name }) => name));
    const reached = found.open.filter(({ from, to }) => from === INTERNET && !outside.has(to));
    assert.deepEqual(lines(reached), [`internet → gateway ${port}`, `internet → gateway ${port + 1}`]);
  });

  test('lets every edge of the topology be of use to somebody', () => {
    const used = new Set(
      allowed.flatMap(({ from, to }) => {
        const partsOf = (name: string) => members.find((one) => one.name === name)?.parts ?? [];
        return partsOf(from).flatMap((opener) => partsOf(to).map((taker) => `${opener} → ${taker}`));
      }),
    );
    const running = new Set(members.flatMap(({ parts }) => parts));
    const unused = edgesOf(topology)
      .filter(({ from, to }) => running.has(from) && running.has(to))
      .filter(({ from, to }) => !used.has(`${from} → ${to}`));
    assert.deepEqual(unused, []);
  });

  test('carries an order through all of it, to the mail', async () => {
    const products = join(repository, 'tests/replay/fixtures/products.csv');
    const imported = await system.fondaco('import', 'products', products, '--json');
    assert.equal(imported.code, 0, imported.stderr);
    const shopper = await shopperOf(system);
    try {
      const { accessToken: token } = await shopper.register();
      const [product] = await shopper.products();
      const sku = product?.variants[0]?.sku ?? assert.fail('no product');
      const { orderId } = await shopper.placeOrder(token, [{ sku, quantity: 1 }]);
      await shopper.pay(token, orderId);
      assert.equal((await settled(shopper, token, orderId)).state, 'confirmed');
      await eventually(async () => assert.equal((await mailsAbout(system, orderId)).length, 1), {
        within: 30_000,
      });
    } finally {
      await shopper.close();
    }
  });

  test('is found wanting when a service may reach the database of another', async () => {
    const planted = { from: 'orders-1', to: 'postgres-users', port: addressOf('postgres-users') };
    await applyRules(network, [...allowed, planted]);
    try {
      const again = await survey({ ...network, hosts: hostsOf('orders-1', 'postgres-users', SUPERVISOR) });
      const extra = lines(again.open).filter((one) => !lines(allowed).includes(one));
      assert.deepEqual(extra, [line(planted)]);
    } finally {
      await applyRules(network, allowed);
    }
  });

  const addressOf = (name: string): number =>
    members.find((one) => one.name === name)?.listens[0]?.address.port ?? 0;
  const hostsOf = (...names: string[]) => network.hosts.filter(({ name }) => names.includes(name));
});
