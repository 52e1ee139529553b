import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addHost, removeNamespaces, setUpHost, setUpRouterSide } from './ip-commands.ts';
import { extendNetwork, hostOf, planNetwork } from './network.ts';
import { renderRules } from './nftables.ts';

const parts = [
  { name: 'gateway', subnet: 'public' },
  { name: 'orders-1', subnet: 'private' },
  { name: 'orders-2', subnet: 'private' },
  { name: 'postgres-orders', subnet: 'isolated' },
  { name: 'internet', subnet: 'outside' },
] as const;
const network = planNetwork('fondaco-8443', parts);

describe('the plan of a network', () => {
  test('gives every process a namespace and an address of its subnet, none of them twice', () => {
    assert.deepEqual(
      network.hosts.map(({ namespace, address }) => [namespace, address]),
      [
        ['fondaco-8443-gateway', '10.77.0.10'],
        ['fondaco-8443-orders-1', '10.77.1.10'],
        ['fondaco-8443-orders-2', '10.77.1.11'],
        ['fondaco-8443-postgres-orders', '10.77.2.10'],
        ['fondaco-8443-internet', '198.18.0.10'],
      ],
    );
  });

  test('is refused when a subnet is full', () => {
    const many = Array.from({ length: 246 }, (_, i) => ({ name: `x-${i}`, subnet: 'private' as const }));
    assert.throws(() => planNetwork('fondaco-8443', many), /no room in the private subnet for x-245/);
  });

  test('grows without moving anybody', () => {
    const grown = extendNetwork(network, 'fondaco-8443', [...parts, { name: 'orders-3', subnet: 'private' }]);
    assert.deepEqual(grown.hosts.slice(0, parts.length), network.hosts);
    assert.equal(hostOf(grown, 'orders-3').address, '10.77.1.12');
  });

  test('says when a process has no place', () => {
    assert.throws(() => hostOf(network, 'users-1'), /users-1 has no place/);
  });
});

describe('the links of a network', () => {
  test('join every host with the router alone, by names that the system takes', () => {
    const links = network.hosts
      .flatMap((host) => addHost(network, host))
      .filter((line) => line.startsWith('link add'));
    assert.equal(links.length, parts.length);
    for (const line of links) {
      const [, , name = '', , router] = line.split(' ');
      assert.ok(name.length <= 15, name);
      assert.equal(router, network.router);
    }
  });

  test('leave a host no neighbour: its own address has no net around it', () => {
    const lines = setUpHost(network, hostOf(network, 'orders-1'));
    assert.ok(lines.includes('address add 10.77.1.10/32 dev eth0'));
    assert.ok(lines.includes('route add default via 169.254.1.1 dev eth0'));
    assert.ok(
      setUpRouterSide(network, hostOf(network, 'orders-2')).includes('route add 10.77.1.11/32 dev host2'),
    );
  });

  test('go with the namespaces', () => {
    assert.deepEqual(removeNamespaces(['a', 'b']), ['netns delete a', 'netns delete b']);
  });
});

describe('the rules of the router', () => {
  const rules = renderRules(network, [
    { from: 'orders-1', to: 'postgres-orders', port: 5432 },
    { from: 'orders-1', to: 'postgres-orders', port: 5432 },
    { from: 'gateway', to: 'orders-2', port: 8080 },
  ]);

  test('list each connection once, by addresses and port', () => {
    assert.match(
      rules,
      /elements = \{ 10\.77\.0\.10 \. 10\.77\.1\.11 \. 8080, 10\.77\.1\.10 \. 10\.77\.2\.10 \. 5432 \}/,
    );
  });

  test('refuse whatever is not listed, and tell so', () => {
    assert.equal(rules.match(/policy drop;/g)?.length, 2);
    assert.equal(rules.match(/reject with tcp reset/g)?.length, 2);
  });

  test('of a network in which nobody may talk have no empty list, which nft does not take', () => {
    assert.doesNotMatch(renderRules(network, []), /elements/);
  });
});
