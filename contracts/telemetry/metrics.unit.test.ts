import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allMetrics, labelsOf, processMetrics, seriesNames } from './metrics.ts';

const ours = Object.values(processMetrics)
  .flat()
  .flatMap((metrics) => Object.values(metrics));

/** By the client library, which does not keep to the conventions everywhere. */
const FOREIGN = /^nodejs_/;
/** https://prometheus.io/docs/practices/naming/ */
const SUFFIX = {
  seconds: /_seconds$/,
  bytes: /_bytes$/,
  timestamp: /_seconds$/,
  'minor units': /_minor_units$/,
};

test('names say their unit, and counters that they are totals', () => {
  for (const { name, type, unit } of ours) {
    if (FOREIGN.test(name)) continue;
    assert.equal(name.endsWith('_total'), type === 'counter', name);
    const suffix = SUFFIX[unit as keyof typeof SUFFIX];
    if (suffix !== undefined) assert.match(name.replace(/_total$/, ''), suffix);
  }
});

test('one name is one metric, whoever has it', () => {
  for (const metric of allMetrics) {
    const same = allMetrics.filter(({ name }) => name === metric.name);
    assert.ok(
      same.every(({ type, unit }) => type === metric.type && unit === metric.unit),
      metric.name,
    );
  }
});

test('no label takes what Prometheus itself gives to every series', () => {
  for (const { name, labels } of ours) {
    for (const label of ['job', 'service', 'instance', 'le', 'quantile']) assert.ok(!(label in labels), name);
  }
});

test('histograms have the bounds that objectives are about, in order', () => {
  const bounds = (name: string) => ours.find((metric) => metric.name === name)?.buckets ?? [];
  assert.ok(bounds('http_server_request_duration_seconds').includes(0.3), 'pages in 300 ms');
  assert.ok(bounds('orders_confirmation_seconds').includes(30), 'confirmed in 30 s');
  for (const { name, buckets = [] } of ours) {
    assert.deepEqual(
      buckets,
      buckets.toSorted((a, b) => a - b),
      name,
    );
  }
});

test('series are known by the names that PromQL uses', () => {
  assert.ok(seriesNames.has('http_server_request_duration_seconds_bucket'));
  assert.ok(!seriesNames.has('http_server_request_duration_seconds'));
  assert.ok(seriesNames.has('orders_placed_total'));
  assert.deepEqual([...labelsOf('parked_messages')], ['messaging_consumer_group_name']);
  assert.deepEqual([...labelsOf('http_server_request_duration_seconds_count')].sort(), [
    'http_request_method',
    'http_response_status_code',
    'http_route',
  ]);
});
