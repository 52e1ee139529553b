import { randomUUID } from 'node:crypto';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALERTMANAGER } from '../edges.ts';
import { prepareCertificates } from '../local/certificates/certificates.ts';
import { Failure } from '../local/instance/failure.ts';
import { serverProperties } from '../local/kafka/server-properties.ts';
import { serviceEnvironment } from '../local/run-plan/service-environment.ts';
import { keptPrivateFile, privateFolder, writePrivateFile } from '../local/secrets/private-file.ts';
import { prepareSecrets, type Secrets } from '../local/secrets/secrets.ts';
import { webhookPath } from '../local/slack-receiver/webhook/webhook-path.ts';
import { renderAlertmanager } from '../observability/alertmanager/render.ts';
import type { Topology } from '../topology-types.ts';
import { brokerNames, composeAddresses } from './addresses.ts';
import { KAFKA_DATA } from './data.ts';
import { SLACK_PAGE_PORT } from './networks.ts';
import { SECRETS } from './secrets.ts';
import { publicOrigin } from './services.ts';

/**
 * Makes every file that compose.yaml mounts as a secret; what there is already is kept. Only their owner may enter the
 * folder, and the files in it can be read by all: in the containers each is another user's.
 */
export const prepareCompose = async (
  topology: Topology,
  directory: string,
  /** Where the runbooks are, once a real Slack is told: the address of the repository. */
  runbooksUrl?: string,
): Promise<void> => {
  const secrets = await prepareSecrets({ directory, topology });
  await prepareCertificates({ directory, secretsDirectory: directory, now: new Date(), names: ['gateway'] });
  await privateFolder(directory);
  await Promise.all([
    writeDatabaseUrls(topology, directory, secrets),
    writeCallers(topology, directory, secrets),
    writeBrokers(topology, directory, secrets),
    writeAlerting(topology, directory, runbooksUrl),
  ]);
  for (const name of await readdir(directory)) await chmod(join(directory, name), 0o644);
};

const writeDatabaseUrls = (topology: Topology, directory: string, { databases }: Secrets) =>
  Promise.all(
    Object.entries(composeAddresses(topology).databases).map(([service, { host, port }]) =>
      writePrivateFile(
        join(directory, `${service}.database-url`),
        `postgres://${service}:${databases[service]?.service.value}@${host}:${port}/${service}`,
      ),
    ),
  );

/** The public keys of all that the topology lets call a service. */
const writeCallers = (topology: Topology, directory: string, secrets: Secrets) =>
  Promise.all(
    Object.keys(topology.services).map((service) => {
      const addresses = composeAddresses(topology);
      const [replica] = addresses.replicas[service] ?? [];
      if (replica === undefined) throw new Error(`${service} has no replica`);
      const { CALLERS = '{}' } = serviceEnvironment(
        { topology, addresses, secrets, paths: { data: '', root: '' }, publicOrigin },
        service,
        replica,
      );
      return writePrivateFile(join(directory, `${service}.callers.json`), CALLERS);
    }),
  );

const writeBrokers = async (topology: Topology, directory: string, { kafka }: Secrets): Promise<void> => {
  const { brokers, controllers } = composeAddresses(topology);
  const clusterId = await keptPrivateFile(join(directory, 'kafka-cluster-id'), newClusterId);
  const nodes = brokerNames.map((name, i) => {
    const [clients, controller] = [brokers[i], controllers[i]];
    if (clients === undefined || controller === undefined) throw new Error(`${name} has no address`);
    return { id: i + 1, clients, controller, dataDirectory: KAFKA_DATA };
  });
  const credentials = { brokerPassword: kafka.broker.value, controllerPassword: kafka.controller.value };
  for (const [i, name] of brokerNames.entries()) {
    const node = nodes[i];
    if (node === undefined) continue;
    await writePrivateFile(
      join(directory, `${name}.properties`),
      serverProperties({ node, nodes, credentials }),
    );
    await writePrivateFile(
      join(directory, `${name}.format`),
      [
        ...['format', '--ignore-formatted', '--cluster-id', clusterId.trim()],
        ...['--config', `${SECRETS}/${name}.properties`],
        ...[`admin,password=${kafka.admin.value}`, `broker,password=${kafka.broker.value}`].flatMap(
          (user) => ['--add-scram', `SCRAM-SHA-512=[name=${user}]`],
        ),
      ].join('\n'),
    );
  }
};

/** 16 bytes in base64url, without a leading `-`, which Kafka's tools would take for an option. */
const newClusterId = (): string =>
  Buffer.from(randomUUID().replaceAll('-', '').replace(/^./, '4'), 'hex').toString('base64url');

/**
 * Tells Slack when somebody has put a webhook's URL into the file `slack-webhook`, which is empty until then: then the
 * receiver that stands in for it.
 */
const writeAlerting = async (
  topology: Topology,
  directory: string,
  runbooksUrl: string | undefined,
): Promise<void> => {
  const { host, port } = composeAddresses(topology).slackReceiver.page;
  const webhook = join(directory, 'slack-webhook');
  await keptPrivateFile(webhook, () => '');
  await writePrivateFile(join(directory, 'slack-receiver-webhook'), `http://${host}:${port}${webhookPath}`);
  const isSet = (await readFile(webhook, 'utf8')).trim() !== '';
  if (isSet && runbooksUrl === undefined)
    throw new Failure(
      'Alerts go to Slack: say where its people find the runbooks, with --runbooks https://… (the address of the ' +
        'repository, without docs/runbooks).',
    );
  await writePrivateFile(
    join(directory, `${ALERTMANAGER}.yml`),
    renderAlertmanager({
      slackWebhookFile: `${SECRETS}/${isSet ? 'slack-webhook' : 'slack-receiver-webhook'}`,
      runbooksUrl: runbooksUrl ?? `http://127.0.0.1:${SLACK_PAGE_PORT}`,
      dashboardsUrl: `${publicOrigin}/backoffice/dashboards`,
    }),
  );
};
