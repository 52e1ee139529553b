import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { findTool } from '../local/setup/tools.ts';
import { freePort, startUnsupervised } from '../local/setup/unsupervised.ts';
import { type ReceiverUnderTest, startReceiver } from '../local/slack-receiver/receiver-for-tests.ts';
import { renderAlertmanager } from './alertmanager/render.ts';
import { renderPrometheus } from './prometheus/render.ts';
import { ruleFiles } from './prometheus/rules.ts';

let folder: string;
let receiver: ReceiverUnderTest;
let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-alerting-'));
  receiver = await startReceiver();
  alertmanager = await startAlertmanager();
});
after(async () => {
  await alertmanager?.stop();
  await receiver?.stop();
  await rm(folder, { recursive: true, force: true });
});

const address = async () => ({ host: '127.0.0.1', port: await freePort() });

/** Runs one of Prometheus' programs until `stop`; ready when it says so itself. */
const start = async (
  name: 'prometheus' | 'alertmanager',
  at: { host: string; port: number },
  args: string[],
) => {
  const command = await findTool(name);
  assert.ok(command, `${name} is installed`);
  const url = `http://${at.host}:${at.port}`;
  const { stop } = await startUnsupervised({
    name,
    part: name,
    command,
    args: [...args, `--web.listen-address=${at.host}:${at.port}`],
    env: {},
    cwd: folder,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
    readyTimeoutMs: 20_000,
    ready: async () => {
      const { ok } = await fetch(`${url}/-/ready`);
      if (!ok) throw new Error('not ready');
    },
  });
  return { at, url, stop };
};

const startAlertmanager = async () => {
  const [webhook, file] = [join(folder, 'webhook'), join(folder, 'alertmanager.yml')];
  await writeFile(webhook, receiver.webhook);
  await writeFile(
    file,
    renderAlertmanager({
      slackWebhookFile: webhook,
      runbooksUrl: 'https://code.example/blob/main',
      dashboardsUrl: 'https://grafana.example/d',
      groupWaitSeconds: 1,
      groupIntervalSeconds: 1,
    }),
  );
  return start('alertmanager', await address(), [
    `--config.file=${file}`,
    `--storage.path=${folder}`,
    '--cluster.listen-address=',
  ]);
};

/** As Prometheus would; `endsAt` in the past is the end of it. */
const raise = async (labels: Record<string, string>, endsAt?: Date): Promise<void> => {
  const alert = {
    labels: { severity: 'critical', owner: 'orders', ...labels },
    annotations: {
      summary: `${labels.alertname} of ${labels.service} <now> & then`,
      description: 'It is so.',
      runbook_url: 'docs/runbooks/some.md',
      dashboard: 'kafka?var-group=orders.order-process',
    },
    generatorURL: 'http://127.0.0.1:9090/graph?g0.expr=up',
    startsAt: new Date(Date.now() - 60_000).toISOString(),
    ...(endsAt === undefined ? {} : { endsAt: endsAt.toISOString() }),
  };
  const { status } = await fetch(`${alertmanager.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([alert]),
  });
  assert.equal(status, 200);
};

const titles = async (): Promise<string[]> =>
  (await receiver.attachments()).map(({ title }) => title ?? '').sort();

test('an alert that Prometheus raises is seen in Alertmanager', async () => {
  const gone = await address();
  const rule = join(folder, 'rule.yml');
  await writeFile(
    rule,
    'groups: [{ name: now, rules: [{ alert: Gone, expr: "up{service=\\"orders\\"} == 0" }] }]',
  );
  const scrapes = join(folder, 'prometheus.yml');
  const prometheus = await address();
  const configuration = renderPrometheus(
    {
      gateway: { https: gone, http: gone, status: gone },
      balancer: { status: gone },
      replicas: { orders: [{ name: 'orders-1', http: gone, management: gone }] },
      services: {},
      databases: {},
      brokers: [],
      prometheus,
      alertmanager: alertmanager.at,
    },
    { ruleFiles: [...ruleFiles(), rule], scrapeIntervalSeconds: 1 },
  );
  await writeFile(scrapes, configuration);
  const running = await start('prometheus', prometheus, [
    `--config.file=${scrapes}`,
    `--storage.tsdb.path=${folder}`,
  ]);
  try {
    await eventually(
      async () => {
        const answer = await fetch(`${alertmanager.url}/api/v2/alerts`);
        const alerts = (await answer.json()) as { labels: Record<string, string> }[];
        assert.deepEqual(
          alerts.map(({ labels }) => [labels.alertname, labels.service, labels.instance]),
          [['Gone', 'orders', 'orders-1']],
        );
      },
      { within: 20_000 },
    );
  } finally {
    await running.stop();
  }
});

test('Slack is told what, where, how bad, since when, where to look, and that it is over', async () => {
  const labels = { alertname: 'ConsumerLag', service: 'payments', instance: 'payments-1' };
  await raise(labels);
  const firing = await receiver.attachment('FIRING: ConsumerLag · payments');
  assert.equal(firing.color, 'danger');
  assert.equal(firing.pretext, '<!channel>');
  const lines = (firing.text ?? '').trim().split('\n');
  assert.equal(lines[0], '*ConsumerLag of payments &lt;now&gt; &amp; then*');
  assert.equal(lines[1], 'It is so.');
  assert.match(
    lines[2] ?? '',
    /^critical · `payments-1` · owner orders · since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
  );
  assert.equal(
    lines[3],
    [
      '<https://code.example/blob/main/docs/runbooks/some.md|Runbook>',
      '<https://grafana.example/d/kafka?var-group=orders.order-process|Dashboard>',
      '<http://127.0.0.1:9090/graph?g0.expr=up|Expression>',
    ].join(' · '),
  );

  await raise(labels, new Date(Date.now() - 1_000));
  const resolved = await receiver.attachment('RESOLVED: ConsumerLag · payments');
  assert.equal(resolved.color, 'good');
  assert.match(resolved.text ?? '', /, over at \d{4}-/);
});

test('a dead database silences what follows from it, and nothing else', async () => {
  await raise({ alertname: 'DatabaseDown', service: 'orders' });
  await raise({ alertname: 'ErrorRateHigh', service: 'orders', follows: 'own-database' });
  await raise({ alertname: 'ConsumerStalled', service: 'orders', follows: 'own-database,kafka' });
  await raise({ alertname: 'OrdersWaiting', service: 'orders', follows: 'any-database,kafka' });
  await raise({ alertname: 'ErrorRateHigh', service: 'storefront-bff', follows: 'any-database' });
  await raise({ alertname: 'ErrorRateHigh', service: 'products', follows: 'own-database' });
  await raise({ alertname: 'ErrorBudgetBurnsFast', slo: 'checkout' });
  // What is told last has come after the time in which the others would have been told.
  await eventually(
    async () => {
      const told = await titles();
      for (const title of [
        'FIRING: DatabaseDown · orders',
        'FIRING: ErrorRateHigh · products',
        'FIRING: ErrorBudgetBurnsFast',
      ])
        assert.ok(told.includes(title), `${title} among ${told.join(' | ')}`);
    },
    { within: 20_000 },
  );
  const silent = await inhibited();
  assert.deepEqual(silent, [
    'ConsumerStalled orders',
    'ErrorRateHigh orders',
    'ErrorRateHigh storefront-bff',
    'OrdersWaiting orders',
  ]);
  for (const title of await titles())
    assert.doesNotMatch(title, /ConsumerStalled|OrdersWaiting|ErrorRateHigh · (orders|storefront-bff)/);
});

const inhibited = async (): Promise<string[]> => {
  const answer = await fetch(`${alertmanager.url}/api/v2/alerts?inhibited=true`);
  const alerts = (await answer.json()) as {
    labels: Record<string, string>;
    status: { inhibitedBy: string[] };
  }[];
  return alerts
    .filter(({ status }) => status.inhibitedBy.length > 0)
    .map(({ labels }) => `${labels.alertname} ${labels.service}`)
    .sort();
};

test('Kafka away silences what waits for it', async () => {
  await raise({ alertname: 'KafkaUnavailable', service: 'kafka' });
  await raise({ alertname: 'BrokerDown', service: 'kafka', follows: 'kafka' });
  await raise({ alertname: 'EventsUnpublished', service: 'payments', follows: 'own-database,kafka' });
  await receiver.attachment('FIRING: KafkaUnavailable · kafka');
  const silent = await inhibited();
  assert.ok(
    silent.includes('BrokerDown kafka') && silent.includes('EventsUnpublished payments'),
    `${silent}`,
  );
});
