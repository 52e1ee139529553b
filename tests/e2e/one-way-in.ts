import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { request } from 'undici';
import { settled } from '../system/settled.ts';
import type { Shopper } from '../system/shopper.ts';
import type { System } from '../system/system.ts';

/** Addresses (hex, as the kernel writes them) on which anything of this machine listens, with their ports. */
const listeners = async (): Promise<{ address: string; port: number }[]> => {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8')));
  return tables
    .flatMap((table) => table.split('\n').slice(1))
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state]) => state === '0A')
    .map(([, local = '']) => {
      const [address = '', port = ''] = local.split(':');
      return { address, port: Number.parseInt(port, 16) };
    });
};

/** 127.0.0.1, ::1 and ::ffff:127.0.0.1 in the kernel's byte order. */
const loopback = new Set([
  '0100007F',
  '00000000000000000000000001000000',
  '0000000000000000FFFF00000100007F',
]);

/** Nothing is reachable but the gateway, and what it offers is what the topology says. */
export const oneWayIn = (system: () => System, shopper: () => Shopper): void => {
  test('nothing listens beyond loopback', async () => {
    const { port } = system();
    const own = (await listeners()).filter((listener) => listener.port >= port && listener.port < port + 300);
    assert.ok(own.length > 10, 'the listeners were found');
    assert.deepEqual(
      own.filter(({ address }) => !loopback.has(address)),
      [],
    );
  });

  test('the gateway redirects HTTP, and keeps metrics, health and internal routes to itself', async () => {
    const { host, port } = system().addresses.gateway.http;
    const plain = await request(`http://${host}:${port}/products/x?y=1`);
    await plain.body.dump();
    assert.equal(plain.statusCode, 308);
    assert.equal(plain.headers.location, `${system().origin}/products/x?y=1`);

    const internal = [
      '/api/v1/keys',
      '/api/v1/staff',
      '/api/v1/product-snapshots/query',
      '/api/metrics',
      '/metrics',
      '/health/ready',
      '/webhooks/orders/sandbox',
      '/api/v1/payment-records/changes',
      '/api/v1/mismatches',
    ];
    for (const path of internal) {
      const answer = await shopper().call('GET', path);
      assert.equal(answer.status, 404, path);
      assert.equal(answer.body.code, 'request/no-such-route', path);
    }
  });

  test('pages come with a policy that lets no foreign or inline script run', async () => {
    const page = await shopper().call('GET', '/');
    const policy = String(page.headers['content-security-policy']);
    assert.match(policy, /default-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.match(policy, /connect-src 'self' https:\/\/localhost:\d+;/, 'cards go to the provider alone');
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
  });

  test('two replicas are balanced, and a dead one is left out', async () => {
    const served = async (replica: number): Promise<number> => {
      const { host, port } = system().addresses.replicas.products?.[0]?.management ?? { host: '', port: 0 };
      const answer = await request(`http://${host}:${port + 2 * replica}/metrics`);
      const text = await answer.body.text();
      return text
        .split('\n')
        .filter((line) => line.startsWith('http_server_request_duration_seconds_count{'))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    };
    // The gateway has seen none of these questions, or it would answer them itself.
    let asked = 0;
    const list = () => {
      asked += 1;
      return shopper().call('GET', `/api/v1/products?limit=1&priceTo=${1_000_000 + asked}`);
    };
    const before = [await served(0), await served(1)];
    for (let i = 0; i < 20; i += 1) assert.equal((await list()).status, 200);
    assert.ok((await served(0)) > (before[0] ?? 0), 'the first replica answered');
    assert.ok((await served(1)) > (before[1] ?? 0), 'the second replica answered');

    assert.equal((await system().fondaco('stop', 'products-1')).code, 0);
    for (let i = 0; i < 40; i += 1) assert.equal((await list()).status, 200);
    assert.equal((await system().fondaco('start', 'products-1')).code, 0);
  });

  test('with a service down, the others go on: orders without products, tokens without users', async () => {
    const { accessToken: token } = await shopper().register();
    const [product] = await shopper().products();
    const sku = product?.variants[0]?.sku ?? '';
    for (const part of ['products', 'users', 'kafka']) {
      assert.equal((await system().fondaco('stop', part)).code, 0, part);
    }
    const placed = await shopper().placeOrder(token, [{ sku, quantity: 1 }]);
    assert.equal(placed.state, 'pending');
    for (const part of ['kafka', 'users', 'products']) {
      assert.equal((await system().fondaco('start', part)).code, 0, part);
    }
    await shopper().pay(token, placed.orderId);
    assert.equal((await settled(shopper(), token, placed.orderId)).state, 'confirmed');
  });
};
