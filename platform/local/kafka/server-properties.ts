import type { Address } from '../../addresses.ts';

export type BrokerNode = {
  readonly id: number;
  readonly clients: Address;
  readonly controller: Address;
  readonly dataDirectory: string;
};

export type BrokerCredentials = {
  readonly brokerPassword: string;
  readonly controllerPassword: string;
};

/**
 * A broker's settings, which are also a controller's: every node is both. `credentials` absent means no
 * authentication and no ACLs, for tests that share a broker.
 */
export const serverProperties = (options: {
  readonly node: BrokerNode;
  readonly nodes: readonly BrokerNode[];
  readonly credentials?: BrokerCredentials;
}): string => {
  const { node, nodes, credentials } = options;
  const replicas = nodes.length;
  const inSync = replicas > 1 ? 2 : 1;
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    // Fixed voters, not dynamic ones: those would keep the ports of the first start in the data.
    'controller.quorum.voters': nodes.map(({ id, controller }) => `${id}@${at(controller)}`).join(','),
    listeners: `CLIENTS://${at(node.clients)},CONTROLLER://${at(node.controller)}`,
    'advertised.listeners': `CLIENTS://${at(node.clients)}`,
    'inter.broker.listener.name': 'CLIENTS',
    'controller.listener.names': 'CONTROLLER',
    ...(credentials ? authenticated(credentials) : open),
    'log.dirs': node.dataDirectory,

    'auto.create.topics.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'unclean.leader.election.enable': false,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 6,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 6,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,

    // A broker that was killed is let in again only when its old registration has expired.
    'broker.session.timeout.ms': 2_000,
    'broker.heartbeat.interval.ms': 500,
    'controller.quorum.election.timeout.ms': 500,
    'controller.quorum.election.backoff.max.ms': 300,
    'controller.quorum.fetch.timeout.ms': 1_000,
    'controller.quorum.request.timeout.ms': 1_000,
    'initial.broker.registration.timeout.ms': 30_000,

    // Small: dozens of quiet partitions on one machine.
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    'num.recovery.threads.per.data.dir': 1,
    'num.replica.fetchers': 1,
    'group.coordinator.threads': 1,
    'share.coordinator.threads': 1,
    'log.cleaner.threads': 1,
    // With the default the cleaner alone wants 128 MB of heap, and the broker ends at once.
    'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
    'log.cleaner.io.buffer.size': 256 * 1024,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
};

const open = { 'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT' };

/**
 * Clients and brokers show SCRAM credentials, which are in the cluster's own metadata; controllers, who have
 * to agree on that metadata first, show a password that only their configuration files hold.
 */
const authenticated = ({ brokerPassword, controllerPassword }: BrokerCredentials) => ({
  'listener.security.protocol.map': 'CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT',
  'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
  'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
  'listener.name.clients.scram-sha-512.sasl.jaas.config':
    'org.apache.kafka.common.security.scram.ScramLoginModule required ' +
    `username="broker" password="${brokerPassword}";`,
  'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
  'sasl.mechanism.controller.protocol': 'PLAIN',
  'listener.name.controller.plain.sasl.jaas.config':
    'org.apache.kafka.common.security.plain.PlainLoginModule required ' +
    `username="broker" password="${controllerPassword}" user_broker="${controllerPassword}";`,
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': false,
  'super.users': 'User:admin;User:broker',
});

const at = ({ host, port }: Address): string => `${host}:${port}`;
