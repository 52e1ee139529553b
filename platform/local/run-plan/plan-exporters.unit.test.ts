import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { topology } from '../../../topology.ts';
import { instancePaths } from '../instance/paths.ts';
import { allocatePorts } from '../instance/ports.ts';
import { privateFolder } from '../secrets/private-file.ts';
import { prepareSecrets } from '../secrets/secrets.ts';
import { runPlan } from './run-plan.ts';
import { selectParts } from './selection.ts';

const root = mkdtempSync(join(tmpdir(), 'fondaco-plan-'));
after(() => rmSync(root, { recursive: true, force: true }));
const paths = instancePaths(root, 8443);

const partsOf = async (only: readonly string[]): Promise<string[]> =>
  runPlan({
    topology,
    selection: selectParts(topology, only),
    addresses: allocatePorts(8443, topology, { brokers: 1, replicas: {} }),
    paths,
    secrets: await prepareSecrets({ directory: paths.secrets, topology }),
    tls: { certificate: '', key: '', authority: '' },
    publicOrigin: 'https://localhost:8443',
    settings: {},
    tools: {},
    builds: new Map(),
  }).map(({ name }) => name);

const monitoring = ['exporters', 'lag-exporter', 'slack-receiver', 'prometheus', 'alertmanager'];
const monitoringOf = async (...only: string[]): Promise<string[]> => {
  const parts = await partsOf(only);
  return monitoring.filter((name) => parts.includes(name));
};

test('everything is watched, and alerts go to the receiver of this machine', async () => {
  assert.deepEqual(await monitoringOf(), monitoring);
});

test('what is chosen without Prometheus runs unwatched', async () => {
  assert.deepEqual(await monitoringOf('orders'), []);
});

test('without brokers nobody asks them for lag', async () => {
  assert.deepEqual(await monitoringOf('users', 'prometheus'), ['exporters', 'prometheus']);
});

test("an instance with a webhook of Slack's needs no receiver", async () => {
  await privateFolder(paths.secrets);
  const webhook = join(paths.secrets, 'slack-webhook');
  writeFileSync(webhook, 'https://hooks.slack.com/services/T/B/X');
  assert.deepEqual(
    await monitoringOf(),
    monitoring.filter((name) => name !== 'slack-receiver'),
  );
  rmSync(webhook);
});
