import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address } from '../../addresses.ts';
import { renderAlertmanager } from '../../observability/alertmanager/render.ts';
import { renderPrometheus } from '../../observability/prometheus/render.ts';
import { ruleFiles } from '../../observability/prometheus/rules.ts';
import { Failure } from '../instance/failure.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { LocalAddresses } from '../instance/ports.ts';
import type { StandIn } from '../instance/stand-ins.ts';
import { writePrivateFile } from '../secrets/private-file.ts';
import { webhookPath } from '../slack-receiver/webhook/webhook-path.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { smallGo } from './go-process.ts';
import { httpReady } from './http-ready.ts';
import { SCRAPE_INTERVAL_SECONDS } from './scraping.ts';

type Options = {
  readonly command: string;
  readonly paths: InstancePaths;
  readonly addresses: LocalAddresses;
  readonly standIns: readonly Pick<StandIn, 'name' | 'management'>[];
  readonly publicOrigin: string;
  /** What has been set by hand: `RUNBOOKS_URL`, `DASHBOARDS_URL`. */
  readonly settings: Readonly<Record<string, string>>;
};

/** Where Prometheus reads it at its next start or SIGHUP. Answers the file. */
export const writePrometheusConfiguration = ({
  paths,
  addresses,
  standIns,
}: Pick<Options, 'paths' | 'addresses' | 'standIns'>): Promise<string> =>
  writeConfiguration(
    paths,
    'prometheus.yml',
    renderPrometheus(addresses, {
      ruleFiles: ruleFiles(),
      scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS,
      standIns,
      // By its address: what its name leads to depends on who asks.
      publicUrl: `https://${listenAddress(addresses.gateway.https)}/`,
    }),
  );

export const prometheusProcess = async (options: Options): Promise<ProcessSpec> => {
  const { command, paths, addresses } = options;
  const file = await writePrometheusConfiguration(options);
  return goProcess('prometheus', command, paths, addresses.prometheus, [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(paths.data, 'prometheus')}`,
    '--storage.tsdb.retention.time=7d',
    `--web.listen-address=${listenAddress(addresses.prometheus)}`,
    `--web.external-url=http://${listenAddress(addresses.prometheus)}/`,
    '--log.format=json',
  ]);
};

/**
 * Whether alerts go to the Slack receiver of this machine: not when the operator has put a webhook's URL into the
 * file `slack-webhook` among the secrets.
 */
export const usesSlackReceiver = (paths: InstancePaths): boolean => !existsSync(webhookOf(paths));

const webhookOf = ({ secrets }: InstancePaths): string => join(secrets, 'slack-webhook');

/** Tells Slack, or what stands in for it here. */
export const alertmanagerProcess = async (options: Options): Promise<ProcessSpec> => {
  const { command, paths, addresses, settings } = options;
  const receiver = `http://${listenAddress(addresses.slackReceiver.page)}`;
  // Whoever reads a message is at this machine, wherever the receiver is.
  const pages = `http://127.0.0.1:${addresses.slackReceiver.page.port}`;
  const local = join(paths.secrets, 'slack-receiver-webhook');
  await writePrivateFile(local, `${receiver}${webhookPath}`);
  const configuration = renderAlertmanager({
    slackWebhookFile: usesSlackReceiver(paths) ? local : webhookOf(paths),
    runbooksUrl: settings.RUNBOOKS_URL ?? (usesSlackReceiver(paths) ? pages : nobodyShowsRunbooks()),
    dashboardsUrl: settings.DASHBOARDS_URL ?? `${options.publicOrigin}/backoffice/dashboards`,
    ...localPace,
  });
  const file = await writeConfiguration(paths, 'alertmanager.yml', configuration);
  return goProcess('alertmanager', command, paths, addresses.alertmanager, [
    `--config.file=${file}`,
    `--storage.path=${join(paths.data, 'alertmanager')}`,
    `--web.listen-address=${listenAddress(addresses.alertmanager)}`,
    // One of its kind: no cluster, and so no port for it.
    '--cluster.listen-address=',
    `--web.external-url=http://${listenAddress(addresses.alertmanager)}/`,
    '--log.format=json',
  ]);
};

const nobodyShowsRunbooks = (): never => {
  throw new Failure(
    'Alerts go to Slack, and nothing on this machine shows runbooks there: say where they are, with ' +
      '--set alertmanager.RUNBOOKS_URL=https://… (the address of the repository, without docs/runbooks).',
  );
};

/** Sooner than elsewhere: here somebody waits for the message who has just broken something. */
const localPace = { groupWaitSeconds: 5, groupIntervalSeconds: 20 };

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
