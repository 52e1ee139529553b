import { setTimeout as pause } from 'node:timers/promises';
import {
  type Acl,
  AclOperations,
  AclPermissionTypes,
  type Admin,
  type ClusterMetadata,
  ConfigResourceTypes,
  findErrorBy,
  IncrementalAlterConfigOperationTypes,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka';
import type { Topology } from '../../topology-types.ts';
import { Failure } from '../instance/failure.ts';
import { type AdminOptions, withAdmin } from './admin.ts';
import { writeScramUsers } from './scram.ts';
import { commitStartOffsets } from './start-offsets.ts';
import { type KafkaAcl, type KafkaTopic, kafkaAcls, kafkaTopics, kafkaUsers } from './wanted.ts';

/**
 * Makes users, topics and ACLs what the topology says: adds what is missing, corrects settings, takes away
 * ACLs that it does not give, notes where new groups begin. Topics are never removed. Can be run again at
 * every start.
 */
export const applyKafkaTopology = async (options: {
  readonly admin: AdminOptions;
  readonly topology: Topology;
  /**
   * By service; `elsewhere` where the cluster has its users from somewhere else. Absent: a cluster without
   * authentication, which gets topics only.
   */
  readonly passwords?: Readonly<Record<string, string>> | 'elsewhere';
  /** As many as hold a copy of each record; as there are addresses, unless it is said. */
  readonly brokers?: number;
}): Promise<void> => {
  const { topology, passwords } = options;
  await withAdmin(options.admin, async (admin) => {
    await applyTopics(admin, topology, options.brokers ?? options.admin.brokers.length);
    await commitStartOffsets(admin, topology);
    if (!passwords) return;
    if (passwords !== 'elsewhere') await writeScramUsers(admin, passwordsOf(kafkaUsers(topology), passwords));
    await applyAcls(admin, kafkaAcls(topology));
  });
};

const passwordsOf = (users: readonly string[], passwords: Readonly<Record<string, string>>) =>
  users.map((name) => {
    const password = passwords[name];
    if (password === undefined) throw new Error(`There is no Kafka password for ${name}.`);
    return { name, password };
  });

const applyTopics = async (admin: Admin, topology: Topology, brokers: number): Promise<void> => {
  const wanted = kafkaTopics(topology, brokers);
  const there = new Set(await admin.listTopics());
  for (const topic of wanted.filter(({ name }) => !there.has(name))) {
    await admin
      .createTopics({
        topics: [topic.name],
        partitions: topic.partitions,
        replicas: Math.min(brokers, 3),
        configs: Object.entries(topic.configs).map(([name, value]) => ({ name, value })),
      })
      .catch((error) => {
        // The list comes from a broker, whose view trails the controller's.
        if (!findErrorBy(error, 'apiId', 'TOPIC_ALREADY_EXISTS')) throw error;
      });
  }
  await correct(admin, wanted);
};

const correct = async (admin: Admin, topics: readonly KafkaTopic[]): Promise<void> => {
  const metadata = await visible(
    admin,
    topics.map(({ name }) => name),
  );
  for (const { name, partitions } of topics) {
    const actual = metadata.topics.get(name)?.partitionsCount;
    if (actual === partitions) continue;
    throw new Failure(
      `The topic ${name} has ${actual} partitions and the topology says ${partitions}: they decide which ` +
        'events keep their order and stay fixed for its life. Put the number back, or start with --fresh.',
    );
  }
  const described = await admin.describeConfigs({
    resources: topics.map(({ name }) => ({ resourceType: ConfigResourceTypes.TOPIC, resourceName: name })),
  });
  const resources = topics.flatMap(({ name, configs }) => {
    const actual = described.find(({ resourceName }) => resourceName === name)?.configs ?? [];
    const wrong = Object.entries(configs).filter(
      ([key, value]) => actual.find((config) => config.name === key)?.value !== value,
    );
    return wrong.length === 0 ? [] : [alteration(name, wrong)];
  });
  if (resources.length > 0) await admin.incrementalAlterConfigs({ resources });
};

/** On a machine that is busy with other things brokers trail their controller by seconds. */
const topicPatienceMs = 30_000;

/** The topics' metadata, once the brokers have them. */
const visible = async (admin: Admin, topics: string[]): Promise<ClusterMetadata> => {
  const deadline = performance.now() + topicPatienceMs;
  for (;;) {
    try {
      return await admin.metadata({ topics, forceUpdate: true });
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(50);
    }
  }
};

const alteration = (topic: string, configs: readonly (readonly [string, string])[]) => ({
  resourceType: ConfigResourceTypes.TOPIC,
  resourceName: topic,
  configs: configs.map(([name, value]) => ({
    name,
    value,
    configOperation: IncrementalAlterConfigOperationTypes.SET,
  })),
});

const applyAcls = async (admin: Admin, wanted: readonly KafkaAcl[]): Promise<void> => {
  const there = await describedAcls(admin);
  const rendered = wanted.map(onTheWire);
  const missing = rendered.filter((acl) => !there.some((other) => same(acl, other)));
  const surplus = there.filter((acl) => !rendered.some((other) => same(acl, other)));
  if (missing.length > 0) await admin.createAcls({ creations: missing });
  if (surplus.length > 0) await admin.deleteAcls({ filters: surplus });
};

const describedAcls = async (admin: Admin): Promise<Acl[]> => {
  const resources = await admin.describeAcls({
    filter: {
      resourceType: ResourceTypes.ANY,
      resourceName: null,
      resourcePatternType: ResourcePatternTypes.ANY,
      principal: null,
      host: null,
      operation: AclOperations.ANY,
      permissionType: AclPermissionTypes.ANY,
    },
  });
  return resources.flatMap(({ acls, ...target }) => acls.map((permission) => ({ ...target, ...permission })));
};

const resourceTypes = {
  topic: ResourceTypes.TOPIC,
  group: ResourceTypes.GROUP,
  'transactional-id': ResourceTypes.TRANSACTIONAL_ID,
  cluster: ResourceTypes.CLUSTER,
};

const operations = {
  read: AclOperations.READ,
  write: AclOperations.WRITE,
  describe: AclOperations.DESCRIBE,
};

const onTheWire = (acl: KafkaAcl): Acl => ({
  resourceType: resourceTypes[acl.resource],
  resourceName: acl.name,
  resourcePatternType:
    acl.pattern === 'literal' ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED,
  principal: `User:${acl.user}`,
  host: '*',
  operation: operations[acl.operation],
  permissionType: AclPermissionTypes.ALLOW,
});

const same = (one: Acl, other: Acl): boolean =>
  one.resourceType === other.resourceType &&
  one.resourceName === other.resourceName &&
  one.resourcePatternType === other.resourcePatternType &&
  one.principal === other.principal &&
  one.host === other.host &&
  one.operation === other.operation &&
  one.permissionType === other.permissionType;
