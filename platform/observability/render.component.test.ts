import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Addresses } from '../addresses.ts';
import { renderAlertmanager } from './alertmanager/render.ts';
import { renderPrometheus } from './prometheus/render.ts';
import { ruleFiles, ruleTests } from './prometheus/rules.ts';

const run = promisify(execFile);
const at = (port: number) => ({ host: '127.0.0.1', port });

const addresses: Addresses = {
  gateway: { https: at(1), http: at(2), status: at(3) },
  balancer: { status: at(4) },
  replicas: {
    orders: [
      { name: 'orders-1', http: at(10), management: at(11) },
      { name: 'orders-2', http: at(12), management: at(13) },
    ],
    'storefront-bff': [{ name: 'storefront-bff-1', http: at(14), management: at(15) }],
  },
  services: {},
  databases: {},
  brokers: [],
  prometheus: at(20),
  alertmanager: at(21),
  exporters: {
    lag: at(40),
    machine: at(41),
    accessLogs: at(42),
    probes: at(43),
    nginx: { gateway: at(44), balancer: at(45) },
    databases: { orders: at(46) },
    brokers: [at(47), at(48)],
  },
};

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-observability-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const written = async (name: string, content: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};

test('promtool accepts the scrape configuration with its rules', async () => {
  const configuration = renderPrometheus(addresses, {
    ruleFiles: ruleFiles(),
    scrapeIntervalSeconds: 5,
    publicUrl: 'https://localhost:8443/',
  });
  const { stdout } = await run('promtool', [
    'check',
    'config',
    await written('prometheus.yml', configuration),
  ]);
  assert.match(stdout, /is valid prometheus config file syntax/);
  assert.match(stdout, /[1-9]\d* rules found/);
});

test('every replica is scraped at its management port, under the names of the topology, every exporter and stand-in', () => {
  const standIns = [{ name: 'mail-catcher', management: at(30) }];
  const configuration = renderPrometheus(addresses, { ruleFiles: [], scrapeIntervalSeconds: 5, standIns });
  for (const [port, service, instance] of [
    [30, 'mail-catcher', 'mail-catcher'],
    [11, 'orders', 'orders-1'],
    [13, 'orders', 'orders-2'],
    [15, 'storefront-bff', 'storefront-bff-1'],
    [20, 'prometheus', 'prometheus'],
    [21, 'alertmanager', 'alertmanager'],
    [40, 'lag-exporter', 'lag-exporter'],
    [44, 'gateway', 'gateway'],
    [45, 'balancer', 'balancer'],
    [46, 'orders', 'postgres-orders'],
    [47, 'kafka', 'kafka-1'],
    [48, 'kafka', 'kafka-2'],
  ]) {
    assert.ok(
      configuration.includes(
        `- targets: ["127.0.0.1:${port}"]\n        labels: { service: "${service}", instance: "${instance}" }`,
      ),
      `${instance}`,
    );
  }
  assert.doesNotMatch(configuration, /targets: \["127\.0\.0\.1:(10|12|14)"/);
});

test('the alerts fire when they should and not before', async () => {
  await run('promtool', ['test', 'rules', ...ruleTests()]);
});

test('amtool accepts the configuration, and routes by severity', async () => {
  const slackWebhookFile = await written('slack-webhook', 'http://127.0.0.1:9/webhook');
  const path = await written(
    'alertmanager.yml',
    renderAlertmanager({
      slackWebhookFile,
      runbooksUrl: 'https://code.example',
      dashboardsUrl: 'https://grafana.example/d',
    }),
  );
  const { stdout } = await run('amtool', ['check-config', path]);
  assert.match(stdout, /SUCCESS/);
  assert.match(stdout, /6 inhibit rules/);
  for (const [severity, receiver] of [
    ['critical', 'critical'],
    ['warning', 'warning'],
    ['unheard-of', 'warning'],
  ] as const) {
    const routed = await run('amtool', [
      'config',
      'routes',
      'test',
      `--config.file=${path}`,
      `severity=${severity}`,
    ]);
    assert.equal(routed.stdout.trim(), receiver);
  }
});
