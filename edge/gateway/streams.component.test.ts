import assert from 'node:assert/strict';
import { request } from 'node:https';
import { afterEach, beforeEach, test } from 'node:test';
import { until } from '../balancer/testing/until.ts';
import { type Gateway, startGateway } from './gateway-for-tests.ts';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.stop());

/** What comes first of an answer that does not end. */
const firstOf = (path: string, headers: Record<string, string> = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const { https } = gateway.addresses.gateway;
    const call = request({ ...https, path, headers, ca: gateway.authority, agent: false }, (response) => {
      response.once('data', (chunk: Buffer) => {
        resolve(chunk.toString());
        call.destroy();
      });
    });
    call.once('error', reject);
    call.end();
  });

test('the events of a stream go on one by one, whoever answers them', async () => {
  const path = '/api/v1/orders/0199f3a0-0000-7000-8000-00000000000a/stream';
  assert.equal(await firstOf(`${path}?x=%2F`, { 'last-event-id': '3' }), 'data: first\n\n');
  const [seen] = gateway.orders.flatMap((replica) => replica.seen);
  assert.equal(seen?.url, '/v1/orders/0199f3a0-0000-7000-8000-00000000000a/stream?x=%2F');
  assert.equal(seen.headers['last-event-id'], '3');
  assert.equal(seen.headers.host, `127.0.0.1:${gateway.addresses.gateway.https.port}`);
});

test('a stream may be silent for longer than an answer may take', () => {
  const locations = gateway.configuration().split(/\n(?= {4}location )/);
  const silence = (path: string) =>
    locations.find((location) => location.includes(path))?.match(/proxy_read_timeout (\S+);/)?.[1];
  assert.equal(silence('/stream$ {'), '75s');
  assert.equal(silence('location /bff/'), '75s');
  assert.equal(silence('location /api/v1/orders/ {'), undefined);
});

test('no id of a stream writes into the request that is passed on', async () => {
  const ids = ['1%0d%0aX-Evil:%20yes', '1%20HTTP/1.1%0a', '1%3fa=b'];
  // They are no streams to the gateway, which waits for the end of an answer that has none.
  for (const id of ids) gateway.ask(`/api/v1/orders/${id}/stream`).catch(() => undefined);
  const seen = await until(() => {
    const all = gateway.orders.flatMap((replica) => replica.seen);
    assert.equal(all.length, ids.length);
    return all;
  });
  assert.deepEqual(
    new Set(seen.map(({ url }) => decodeURIComponent(url))),
    new Set([
      '/v1/orders/1\r\nX-Evil: yes/stream',
      '/v1/orders/1 HTTP/1.1\n/stream',
      '/v1/orders/1?a=b/stream',
    ]),
  );
  for (const { headers } of seen) assert.equal(headers['x-evil'], undefined);
});
