import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem, type Received } from '@fondaco/chassis/testing';
import type { DashboardData, DashboardView } from '@fondaco/contracts/http/backoffice-bff';
import { answered, logInAs, type TestBff, testBff } from '../testing/bff.ts';

const base = '/backoffice/bff/operations/dashboards';
const asked = ({ path }: Received) => new URL(path, 'http://prometheus').searchParams;

/** One series with one value for every instant question, and one with two points for every curve. */
const prometheusWithData = ({ prometheus }: TestBff) => {
  prometheus.routes['GET /api/v1/query'] = () =>
    answered({ resultType: 'vector', result: [{ metric: { service: 'orders' }, value: [1, '2.5'] }] });
  prometheus.routes['GET /api/v1/query_range'] = (request) => {
    const start = Number(asked(request).get('start'));
    const values = [
      [start, '1'],
      [start + 20, 'NaN'],
      [start + 40, '3'],
    ];
    return answered({ resultType: 'matrix', result: [{ metric: { service: 'orders' }, values }] });
  };
  prometheus.routes['GET /api/v1/label/service/values'] = () => answered(['orders', 'users']);
};

test('every dashboard that Grafana gets is offered', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  const { json } = await parts.browser.send({ url: base });
  const uids = json.dashboards.map(({ uid }: { uid: string }) => uid);
  for (const uid of ['overview', 'service', 'kafka', 'databases', 'checkout'])
    assert.ok(uids.includes(uid), uid);
});

test('a dashboard comes with its panels and the values of its variables, but without expressions', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  prometheusWithData(parts);
  const { status, json } = await parts.browser.send({ url: `${base}/service` });
  assert.equal(status, 200);
  const { variables, panels } = json as DashboardView;
  assert.deepEqual(variables, [{ name: 'service', label: 'Service', values: ['orders', 'users'] }]);
  assert.ok(panels.length > 5);
  assert.doesNotMatch(JSON.stringify(json), /expr|http_server_request/);
  const request = parts.prometheus.received.find(({ path }) => path.startsWith('/api/v1/label/'));
  assert.equal(request && asked(request).get('match[]'), 'up{job="services"}');
});

test('curves stand on the points of the span, a NaN is no value, and instants have one', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  prometheusWithData(parts);
  const { status, json } = await parts.browser.send({
    url: `${base}/service/data?range=1h&var-service=orders`,
  });
  assert.equal(status, 200);
  const { from, to, step, panels } = json as DashboardData;
  assert.equal(to - from, 3_600);
  assert.equal(step, 20);
  const values = panels.flatMap((panel) => panel.series.map((series) => series.values));
  assert.deepEqual(values.find(({ length }) => length > 1)?.slice(0, 4), [1, null, 3, null]);
  assert.deepEqual(
    values.find(({ length }) => length === 1),
    [2.5],
  );
});

test('a variable is filled in, and rates reach over enough scrapes', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  prometheusWithData(parts);
  await parts.browser.send({ url: `${base}/service/data?range=1h&var-service=orders` });
  const queries = parts.prometheus.received.flatMap((request) => asked(request).get('query') ?? []);
  assert.ok(queries.some((query) => query.includes('service="orders"')));
  assert.ok(queries.some((query) => query.includes('[25s]')));
  assert.ok(queries.every((query) => !query.includes('$')));
});

test('only known ranges and variables with harmless values reach Prometheus', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  prometheusWithData(parts);
  for (const query of [
    '',
    '?range=1y&var-service=orders',
    '?range=1h',
    '?range=1h&var-service=orders&var-other=x',
    `?range=1h&var-service=${encodeURIComponent('orders"} or up{x="')}`,
    `?range=1h&var-service=orders&query=${encodeURIComponent('up')}`,
  ]) {
    const { status } = await parts.browser.send({ url: `${base}/service/data${query}` });
    assert.equal(status, 400, query);
  }
  assert.deepEqual(parts.prometheus.received, []);
  assert.equal((await parts.browser.send({ url: `${base}/nothing/data?range=1h` })).status, 404);
});

test('a panel whose expression Prometheus refuses says so; the others come', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  prometheusWithData(parts);
  parts.prometheus.routes['GET /api/v1/query'] = () => problem(422, 'execution');
  const { status, json } = await parts.browser.send({
    url: `${base}/service/data?range=1h&var-service=orders`,
  });
  assert.equal(status, 200);
  const { panels } = json as DashboardData;
  assert.ok(panels.some(({ failed }) => failed));
  assert.ok(panels.some(({ failed, series }) => !failed && series.length > 0));
});

test('Prometheus away is a problem of its own', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  await parts.prometheus.close();
  for (const url of [
    `${base}/overview/data?range=15m`,
    '/backoffice/bff/operations/system',
    '/backoffice/bff/operations/alerts',
  ]) {
    const { status, json } = await parts.browser.send({ url });
    assert.equal(status, 503, url);
    assert.equal(json.code, 'prometheus/unavailable', url);
  }
});
