import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address } from '../../addresses.ts';
import { Failure } from '../instance/failure.ts';
import { keptPrivateFile, writePrivateFile } from '../secrets/private-file.ts';
import type { KafkaSecrets } from '../secrets/secrets.ts';
import { run } from '../setup/run.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { withAdmin } from './admin.ts';
import { type BrokerNode, serverProperties } from './server-properties.ts';

const jmxConfiguration = join(import.meta.dirname, 'jmx-exporter.yml');

export type ClusterOptions = {
  /** One entry for each broker: one, or three. `metrics` is where its own are shown; absent: nowhere. */
  readonly brokers: readonly {
    readonly clients: Address;
    readonly controller: Address;
    readonly metrics?: Address | undefined;
  }[];
  readonly dataDirectory: string;
  /** Gets the brokers' configuration files, which hold passwords (0600). */
  readonly confDirectory: string;
  /** What the Java runtime is told, the class path among it. */
  readonly java: readonly string[];
  /** The JMX agent's jar. */
  readonly agent?: string;
  /** Absent: no authentication and no ACLs. */
  readonly secrets?: KafkaSecrets;
};

/** Makes the brokers' storage when there is none, and gives their processes. */
export const prepareCluster = async (options: ClusterOptions): Promise<readonly ProcessSpec[]> => {
  await mkdir(options.dataDirectory, { recursive: true });
  await mkdir(options.confDirectory, { recursive: true });
  const clusterId = await keptCluster(options);
  const nodes = options.brokers.map((broker, index) => ({
    ...broker,
    id: index + 1,
    dataDirectory: join(options.dataDirectory, `kafka-${index + 1}`),
  }));
  return Promise.all(nodes.map((node) => prepareBroker({ ...options, clusterId, node, nodes })));
};

/** The cluster's id. Its size is part of its data: partitions are spread over the brokers that there were. */
const keptCluster = async ({ dataDirectory, brokers }: ClusterOptions): Promise<string> => {
  const bytes = randomBytes(16);
  // No leading `-`, which Kafka's tools would take for an option.
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  const made = JSON.stringify({ clusterId: bytes.toString('base64url'), brokers: brokers.length });
  const kept = JSON.parse(await keptPrivateFile(join(dataDirectory, 'cluster.json'), () => made));
  if (kept.brokers !== brokers.length) {
    throw new Failure(
      `This instance's Kafka was made with ${kept.brokers} broker(s), not ${brokers.length}: ` +
        `start it with --brokers ${kept.brokers}, or with --fresh to begin anew.`,
    );
  }
  return kept.clusterId;
};

type PreparedBroker = ClusterOptions & {
  readonly clusterId: string;
  readonly node: BrokerNode;
  readonly nodes: readonly BrokerNode[];
};

const prepareBroker = async (options: PreparedBroker): Promise<ProcessSpec> => {
  const { node, nodes, java, secrets } = options;
  const name = `kafka-${node.id}`;
  const properties = join(options.confDirectory, `${name}.properties`);
  await writePrivateFile(properties, rendered(node, nodes, secrets));
  await format(options);
  return {
    name,
    part: 'kafka',
    command: 'java',
    args: [...agentOf(options), ...java, 'kafka.Kafka', properties],
    // One arena for each thread would cost more than all of the broker's own native memory.
    env: { MALLOC_ARENA_MAX: '2' },
    cwd: options.dataDirectory,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 20_000,
    ready: () => answers(node.clients, secrets),
    readyTimeoutMs: 60_000,
  };
};

const agentOf = ({ agent, brokers, node }: PreparedBroker): string[] => {
  const metrics = brokers[node.id - 1]?.metrics;
  if (agent === undefined || metrics === undefined) return [];
  return [`-javaagent:${agent}=${metrics.host}:${metrics.port}:${jmxConfiguration}`];
};

const rendered = (node: BrokerNode, nodes: readonly BrokerNode[], secrets?: KafkaSecrets): string =>
  serverProperties({
    node,
    nodes,
    ...(secrets && {
      credentials: { brokerPassword: secrets.broker.value, controllerPassword: secrets.controller.value },
    }),
  });

/** Makes the storage with the two users that there must be before the first connection. */
const format = async (options: PreparedBroker): Promise<void> => {
  const { node, nodes, java, secrets, clusterId } = options;
  const made = await stat(node.dataDirectory).catch(() => undefined);
  if (made) return;
  const draft = { ...node, dataDirectory: `${node.dataDirectory}.new` };
  await rm(draft.dataDirectory, { recursive: true, force: true });
  const settings = join(options.confDirectory, `kafka-${node.id}.format.${randomUUID()}`);
  const users = secrets
    ? [`admin,password=${secrets.admin.value}`, `broker,password=${secrets.broker.value}`]
    : [];
  try {
    await writePrivateFile(settings, rendered(draft, nodes, secrets));
    // Arguments in a file: everybody can read those on a command line.
    const args = ['format', '--cluster-id', clusterId, '--config', settings];
    for (const user of users) args.push('--add-scram', `SCRAM-SHA-512=[name=${user}]`);
    await writePrivateFile(`${settings}.arguments`, args.join('\n'));
    await run('java', [...java, 'kafka.tools.StorageTool', `@${settings}.arguments`]);
    await rename(draft.dataDirectory, node.dataDirectory);
  } finally {
    await rm(settings, { force: true });
    await rm(`${settings}.arguments`, { force: true });
  }
};

const answers = async (address: Address, secrets?: KafkaSecrets): Promise<void> => {
  const login = secrets && { username: 'admin', password: secrets.admin.value };
  await withAdmin({ brokers: [address], ...(login && { login }) }, async (admin) => {
    await admin.metadata({ topics: [], forceUpdate: true });
  });
};
