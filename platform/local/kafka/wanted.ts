import { messagingServices } from '../../edges.ts';
import type { Topology } from '../../topology-types.ts';

/** What the cluster should hold, as data: rendered from the topology, compared with what is there. */
export type KafkaTopic = {
  readonly name: string;
  readonly partitions: number;
  readonly configs: Readonly<Record<string, string>>;
};

/** An `allow` for a user, from any host; nothing else is ever granted. */
export type KafkaAcl = {
  readonly user: string;
  readonly operation: 'read' | 'write' | 'describe';
  readonly resource: 'topic' | 'group' | 'transactional-id' | 'cluster';
  readonly pattern: 'literal' | 'prefixed';
  readonly name: string;
};

/** The user that looks at everybody's offsets. */
export const lagExporter = 'lag-exporter';

/** What Kafka calls itself among the things that rights are given to, and all groups. */
const CLUSTER = 'kafka-cluster';
const EVERY_GROUP = '*';

const day = 24 * 60 * 60 * 1000;

/**
 * The largest batch of records: many events of one partition go in one batch, each far smaller.
 */
const maxBatchBytes = 4 * 1024 * 1024;

export const kafkaTopics = (topology: Topology, brokers: number): readonly KafkaTopic[] =>
  Object.entries(topology.topics).map(([name, topic]) => ({
    name,
    partitions: topic.partitions,
    configs: {
      'cleanup.policy': topic.cleanup,
      'min.insync.replicas': brokers > 1 ? '2' : '1',
      'max.message.bytes': String(maxBatchBytes),
      'unclean.leader.election.enable': 'false',
      ...(topic.cleanup === 'delete' && {
        'retention.ms': String(topic.retentionDays * day),
        // Only whole segments are deleted: one that took a week to fill would keep events for two.
        'segment.ms': String(day),
      }),
    },
  }));

/** The services that write or read topics, and the lag exporter. Everybody else needs no user. */
export const kafkaUsers = (topology: Topology): readonly string[] => [
  ...messagingServices(topology),
  lagExporter,
];

/**
 * A service writes the topics it owns, in transactions of its outbox, and reads those its consumer groups
 * name. READ and WRITE imply DESCRIBE, and WRITE to a topic is enough for an idempotent producer.
 */
export const kafkaAcls = (topology: Topology): readonly KafkaAcl[] => [
  ...messagingServices(topology).flatMap((user) => aclsOf(topology, user)),
  ...lagExporterAcls(topology),
];

/**
 * It asks about every group, those that nobody has told it of too. When a message was written is in the message
 * alone, so it must be able to read; it may commit nothing.
 */
const lagExporterAcls = (topology: Topology): readonly KafkaAcl[] => [
  allow(lagExporter, 'describe', 'cluster', CLUSTER),
  allow(lagExporter, 'describe', 'group', EVERY_GROUP),
  ...Object.keys(topology.topics).map((name) => allow(lagExporter, 'read', 'topic', name)),
];

const aclsOf = (topology: Topology, user: string): readonly KafkaAcl[] => {
  const owned = topicsOf(topology, user);
  const groups = groupsOf(topology, user);
  const consumed = new Set(groups.flatMap((group) => topology.consumers[group]?.topics ?? []));
  return [
    ...owned.map((name) => allow(user, 'write', 'topic', name)),
    ...(owned.length > 0
      ? [{ ...allow(user, 'write', 'transactional-id', `${user}.outbox.`), pattern: 'prefixed' as const }]
      : []),
    ...[...consumed].map((name) => allow(user, 'read', 'topic', name)),
    ...groups.map((name) => allow(user, 'read', 'group', name)),
  ];
};

const topicsOf = (topology: Topology, service: string): readonly string[] =>
  Object.keys(topology.topics).filter((name) => topology.topics[name]?.owner === service);

const groupsOf = (topology: Topology, service: string): readonly string[] =>
  Object.keys(topology.consumers).filter((name) => topology.consumers[name]?.service === service);

const allow = (
  user: string,
  operation: KafkaAcl['operation'],
  resource: KafkaAcl['resource'],
  name: string,
): KafkaAcl => ({ user, operation, resource, pattern: 'literal', name });
