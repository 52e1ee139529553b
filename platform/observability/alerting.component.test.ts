import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import type { Address } from '../addresses.ts';
import { renderAlertmanager } from './alertmanager/render.ts';
import { renderPrometheus } from './prometheus/render.ts';
import { ruleFiles } from './prometheus/rules.ts';

let folder: string;
let ports: Address[];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-alerting-'));
  ports = await Promise.all([freeAddress(), freeAddress(), freeAddress()]);
});
after(() => rm(folder, { recursive: true, force: true }));

const freeAddress = async (): Promise<Address> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await once(server.close(), 'close');
  return { host: '127.0.0.1', port };
};

const onPath = async (...names: string[]): Promise<string> => {
  for (const path of (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((at) => names.map((n) => join(at, n)))) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  throw new Error(`${names.join(' or ')} is not installed`);
};

/** Runs it until `stop`; ready when it says so itself. */
const start = async (command: string, args: readonly string[], { host, port }: Address) => {
  const child = spawn(command, [...args, `--web.listen-address=${host}:${port}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  await eventually(
    async () => {
      const answer = await fetch(`http://${host}:${port}/-/ready`);
      assert.ok(answer.ok, said);
    },
    { within: 20_000 },
  );
  return async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
};

test('an alert that Prometheus raises is seen in Alertmanager', async () => {
  const [prometheus, alertmanager, gone] = ports;
  assert.ok(prometheus && alertmanager && gone);
  const rule = join(folder, 'rule.yml');
  await writeFile(
    rule,
    'groups: [{ name: now, rules: [{ alert: Gone, expr: "up{service=\\"orders\\"} == 0" }] }]',
  );
  const configuration = renderPrometheus(
    {
      gateway: { https: gone, http: gone, status: gone },
      balancer: { status: gone },
      replicas: { orders: [{ name: 'orders-1', http: gone, management: gone }] },
      services: {},
      databases: {},
      brokers: [],
      prometheus,
      alertmanager,
    },
    { ruleFiles: [...ruleFiles(), rule], scrapeIntervalSeconds: 1 },
  );
  const [scrapes, routes] = [join(folder, 'prometheus.yml'), join(folder, 'alertmanager.yml')];
  await writeFile(scrapes, configuration);
  await writeFile(routes, renderAlertmanager({ slackWebhookFile: null }));

  const stopAlertmanager = await start(
    await onPath('alertmanager', 'prometheus-alertmanager'),
    [`--config.file=${routes}`, `--storage.path=${folder}`, '--cluster.listen-address='],
    alertmanager,
  );
  const stopPrometheus = await start(
    await onPath('prometheus'),
    [`--config.file=${scrapes}`, `--storage.tsdb.path=${folder}`],
    prometheus,
  );
  try {
    await eventually(
      async () => {
        const answer = await fetch(`http://127.0.0.1:${alertmanager.port}/api/v2/alerts`);
        const alerts = (await answer.json()) as { labels: Record<string, string> }[];
        assert.deepEqual(
          alerts.map(({ labels }) => [labels.alertname, labels.service, labels.instance]),
          [['Gone', 'orders', 'orders-1']],
        );
      },
      { within: 20_000 },
    );
  } finally {
    await Promise.all([stopPrometheus(), stopAlertmanager()]);
  }
});
