import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { METHODS, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Type } from 'typebox';
import { silentLog } from '../testing/index.ts';
import { createHttp, createMetrics, Problem } from './index.ts';

const STATUSES = [200, 204, 301, 400, 404, 409, 418, 422, 429, 500, 503];

test('whoever asks for what by which method, the number of series stays bounded', async (t) => {
  const metrics = createMetrics();
  const http = await createHttp({ name: 'test', log: silentLog(), metrics });
  t.after(() => http.close());
  const config = { access: ['public'] } as const;
  const params = Type.Object({ thingId: Type.String() });
  http.get('/v1/things/:thingId', { config, schema: { params } }, () => 'thing');
  http.get('/v1/answers/:status', { config }, (asked) => {
    const { status } = asked.params as { status: string };
    throw new Problem({ status: Number(status), code: 'test/asked-for', title: 'As asked' });
  });
  await http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = http.server.address() as AddressInfo;
  const ask = (method: string, path: string, headers = {}) =>
    new Promise<void>((resolve) => {
      const asking = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
        answer.resume().once('close', resolve);
      });
      // CONNECT has an answer of its own, and some are refused without any.
      asking.once('error', () => resolve()).once('connect', () => resolve());
      asking.end();
    });
  const series = async () =>
    (await metrics.metrics())
      .split('\n')
      .filter((line) => line.startsWith('http_server_request_duration_seconds_count{'));

  const round = async () => {
    for (const method of METHODS) await ask(method, `/v1/things/${randomUUID()}`);
    for (const method of METHODS) await ask(method, `/${randomUUID()}?x=${randomUUID()}`);
    for (const status of STATUSES) await ask('GET', `/v1/answers/${status}`);
    for (const path of ['/v1/things/%00', '/v1/things/%zz', '//', '/v1/things/a/b', `/${'x'.repeat(3_000)}`])
      await ask('GET', path, { 'x-request-id': randomUUID(), host: randomUUID(), traceparent: randomUUID() });
  };
  await round();
  const first = await series();
  for (let again = 0; again < 3; again++) await round();
  const later = await series();
  assert.deepEqual(later.map(withoutValue).sort(), first.map(withoutValue).sort());
  assert.ok(first.length <= 60, `${first.length} series`);
  const routes = new Set(first.map((line) => /http_route="([^"]*)"/.exec(line)?.[1]));
  assert.deepEqual([...routes].sort(), ['/v1/answers/:status', '/v1/things/:thingId', 'unknown']);
  const methods = first.map((line) => /http_request_method="([^"]*)"/.exec(line)?.[1]);
  assert.ok(methods.includes('_OTHER'));
  assert.ok(!methods.includes('PURGE'));
});

const withoutValue = (line: string): string => line.slice(0, line.lastIndexOf(' '));
