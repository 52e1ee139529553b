import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address, Addresses } from '../../addresses.ts';
import { renderAlertmanager } from '../../observability/alertmanager/render.ts';
import { renderPrometheus } from '../../observability/prometheus/render.ts';
import { ruleFiles } from '../../observability/prometheus/rules.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { StandIn } from '../instance/stand-ins.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { httpReady } from './http-ready.ts';

type Options = {
  readonly command: string;
  readonly paths: InstancePaths;
  readonly addresses: Addresses;
  readonly standIns: readonly StandIn[];
};

/** Go programs take twice what they hold between two collections; these hold little and may collect more often. */
const smallGo = { GOGC: '25', GOMAXPROCS: '2' };

export const prometheusProcess = async ({
  command,
  paths,
  addresses,
  standIns,
}: Options): Promise<ProcessSpec> => {
  const configuration = renderPrometheus(addresses, {
    ruleFiles: ruleFiles(),
    scrapeIntervalSeconds: 5,
    standIns,
  });
  const file = await writeConfiguration(paths, 'prometheus.yml', configuration);
  return goProcess('prometheus', command, paths, addresses.prometheus, [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(paths.data, 'prometheus')}`,
    '--storage.tsdb.retention.time=7d',
    `--web.listen-address=${listenAddress(addresses.prometheus)}`,
    '--log.format=json',
  ]);
};

/** Tells Slack when the operator has put a webhook's URL into the file `slack-webhook` among the secrets. */
export const alertmanagerProcess = async ({ command, paths, addresses }: Options): Promise<ProcessSpec> => {
  const webhook = join(paths.secrets, 'slack-webhook');
  const configuration = renderAlertmanager({ slackWebhookFile: existsSync(webhook) ? webhook : null });
  const file = await writeConfiguration(paths, 'alertmanager.yml', configuration);
  return goProcess('alertmanager', command, paths, addresses.alertmanager, [
    `--config.file=${file}`,
    `--storage.path=${join(paths.data, 'alertmanager')}`,
    `--web.listen-address=${listenAddress(addresses.alertmanager)}`,
    // One of its kind: no cluster, and so no port for it.
    '--cluster.listen-address=',
    '--log.format=json',
  ]);
};

const listenAddress = ({ host, port }: Address) => `${host}:${port}`;

const writeConfiguration = async (paths: InstancePaths, name: string, content: string): Promise<string> => {
  await mkdir(paths.conf, { recursive: true });
  const file = join(paths.conf, name);
  await writeFile(file, content);
  return file;
};

const goProcess = async (
  name: string,
  command: string,
  paths: InstancePaths,
  address: Address,
  args: readonly string[],
): Promise<ProcessSpec> => {
  const cwd = join(paths.data, name);
  await mkdir(cwd, { recursive: true });
  return {
    name,
    part: name,
    command,
    args,
    env: smallGo,
    cwd,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
    ready: () => httpReady(address, '/-/ready'),
    readyTimeoutMs: 60_000,
  };
};
