import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { applyKafkaTopology } from '../../local/kafka/apply.ts';
import { startKafkaForTests } from '../../local/kafka/broker-for-tests.ts';
import type { KafkaSecrets } from '../../local/secrets/secrets.ts';
import { freePort, startUnsupervised } from '../../local/setup/unsupervised.ts';
import type { Topology } from '../../topology-types.ts';

const topology: Topology = {
  services: { orders: { database: false, calls: [], publicApi: [], operator: false } },
  edge: {},
  interfaces: {},
  topics: {
    'orders.order': { owner: 'orders', key: 'order id', partitions: 2, cleanup: 'delete', retentionDays: 7 },
  },
  consumers: {
    'orders.reader': { service: 'orders', topics: ['orders.order'], start: 'earliest' },
    'orders.newcomer': { service: 'orders', topics: ['orders.order'], start: 'latest' },
  },
};

const secret = () => ({ path: '', value: randomBytes(12).toString('base64url') });
const secrets: KafkaSecrets = {
  admin: secret(),
  broker: secret(),
  controller: secret(),
  services: { orders: secret(), 'lag-exporter': secret() },
};
const sasl = (username: string, password = '') => ({
  mechanism: 'SCRAM-SHA-512' as const,
  username,
  password,
});

let broker: Awaited<ReturnType<typeof startKafkaForTests>>;
let exporter: Awaited<ReturnType<typeof startExporter>>;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-lag-'));
  broker = await startKafkaForTests({ secrets });
  const [host = '', port = ''] = broker.brokers.split(':');
  await applyKafkaTopology({
    admin: {
      brokers: [{ host, port: Number(port) }],
      login: { username: 'admin', password: secrets.admin.value },
    },
    topology,
    passwords: Object.fromEntries(Object.entries(secrets.services).map(([name, { value }]) => [name, value])),
  });
  exporter = await startExporter();
});
after(async () => {
  await exporter?.stop();
  await broker?.stop();
  await rm(folder, { recursive: true, force: true });
});

const startExporter = async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await startUnsupervised({
    name: 'lag-exporter',
    part: 'lag-exporter',
    command: process.execPath,
    args: [join(import.meta.dirname, 'main.ts')],
    env: {
      LOG_LEVEL: 'warn',
      INSTANCE: 'lag-exporter',
      MANAGEMENT_PORT: String(port),
      KAFKA_BROKERS: broker.brokers,
      KAFKA_USERNAME: 'lag-exporter',
      KAFKA_PASSWORD: secrets.services['lag-exporter']?.value ?? '',
      INTERVAL_SECONDS: '0.2',
      CONSUMER_GROUPS: JSON.stringify(
        Object.fromEntries(
          Object.entries(topology.consumers).map(([name, { topics, start }]) => [name, { topics, start }]),
        ),
      ),
    },
    cwd: folder,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
    readyTimeoutMs: 60_000,
    ready: async () => {
      const { ok } = await fetch(`${url}/health/ready`);
      if (!ok) throw new Error('not ready');
    },
  });
  return { metrics: async () => (await fetch(`${url}/metrics`)).text(), stop: running.stop };
};

/** The value of the series with these labels; undefined when there is none. */
const sampleOf = async (
  name: string,
  labels: Record<string, string | number>,
): Promise<number | undefined> => {
  const line = (await exporter.metrics())
    .split('\n')
    .find(
      (one) =>
        one.startsWith(`${name}{`) &&
        Object.entries(labels).every(([label, value]) => one.includes(`${label}="${value}"`)),
    );
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
};
const reader = (partition: number) => ({
  messaging_consumer_group_name: 'orders.reader',
  messaging_destination_name: 'orders.order',
  messaging_destination_partition_id: partition,
});
const seen = (name: string, labels: Record<string, string | number>, check: (value: number) => boolean) =>
  eventually(
    async () => {
      const value = await sampleOf(name, labels);
      assert.ok(value !== undefined && check(value), `${name} ${JSON.stringify(labels)} is ${value}`);
    },
    { within: 30_000 },
  );

const write = async (partition: number, count: number, secondsAgo: number): Promise<void> => {
  const producer = new Producer({
    clientId: 'test',
    bootstrapBrokers: [broker.brokers],
    sasl: sasl('orders', secrets.services.orders?.value),
    serializers: stringSerializers,
  });
  const timestamp = BigInt(Date.now() - secondsAgo * 1000);
  const messages = Array.from({ length: count }, () => ({
    topic: 'orders.order',
    partition,
    key: 'k',
    value: randomUUID(),
    timestamp,
  }));
  await producer.send({ messages });
  await producer.close();
};

const commit = async (partition: number, offset: bigint): Promise<void> => {
  const admin = new Admin({
    clientId: 'test',
    bootstrapBrokers: [broker.brokers],
    sasl: sasl('admin', secrets.admin.value),
  });
  await admin.alterConsumerGroupOffsets({
    groupId: 'orders.reader',
    topics: [{ name: 'orders.order', partitionOffsets: [{ partition, offset }] }],
  });
  await admin.close();
};

test('a group that has never read is behind by all that is there, in messages and in seconds', async () => {
  await write(0, 3, 100);
  await seen('kafka_consumer_group_lag', reader(0), (lag) => lag === 3);
  await seen('kafka_consumer_group_lag_seconds', reader(0), (seconds) => seconds >= 100 && seconds < 160);
  await seen('kafka_consumer_group_lag', reader(1), (lag) => lag === 0);
  await seen(
    'kafka_consumer_group_members',
    { messaging_consumer_group_name: 'orders.reader' },
    (n) => n === 0,
  );
  await seen('kafka_partition_current_offset', { messaging_destination_partition_id: 0 }, (end) => end === 3);
  // It starts at now, which was before these were written.
  await seen(
    'kafka_consumer_group_lag',
    { ...reader(0), messaging_consumer_group_name: 'orders.newcomer' },
    (lag) => lag === 3,
  );
});

test('a commit moves it on to the next message, and to none when there is none', async () => {
  await write(1, 1, 50);
  await write(1, 1, 20);
  await seen('kafka_consumer_group_lag_seconds', reader(1), (seconds) => seconds >= 50);
  await commit(1, 1n);
  await seen('kafka_consumer_group_lag_seconds', reader(1), (seconds) => seconds >= 20 && seconds < 50);
  await seen('kafka_consumer_group_lag', reader(1), (lag) => lag === 1);
  await commit(1, 2n);
  await seen('kafka_consumer_group_lag_seconds', reader(1), (seconds) => seconds === 0);
  await seen('kafka_consumer_group_lag', reader(1), (lag) => lag === 0);
});

test('members and state of a group are those that the brokers see', async () => {
  const consumer = new Consumer({
    clientId: 'test',
    groupId: 'orders.reader',
    bootstrapBrokers: [broker.brokers],
    sasl: sasl('orders', secrets.services.orders?.value),
    deserializers: stringDeserializers,
  });
  const group = { messaging_consumer_group_name: 'orders.reader' };
  consumer.topics.trackAll('orders.order');
  await consumer.joinGroup({});
  await seen('kafka_consumer_group_members', group, (members) => members === 1);
  await seen('kafka_consumer_group_state', { ...group, state: 'Stable' }, (is) => is === 1);
  await consumer.close(true);
  await seen('kafka_consumer_group_members', group, (members) => members === 0);
  await seen('kafka_consumer_group_state', { ...group, state: 'Stable' }, (is) => is === 0);
});

test('it may read what it must and change nothing', async () => {
  const admin = new Admin({
    clientId: 'test',
    bootstrapBrokers: [broker.brokers],
    retries: 0,
    sasl: sasl('lag-exporter', secrets.services['lag-exporter']?.value),
  });
  await assert.rejects(
    admin.alterConsumerGroupOffsets({
      groupId: 'orders.reader',
      topics: [{ name: 'orders.order', partitionOffsets: [{ partition: 0, offset: 0n }] }],
    }),
  );
  await assert.rejects(admin.createTopics({ topics: ['another'], partitions: 1, replicas: 1 }));
  await assert.rejects(admin.deleteTopics({ topics: ['orders.order'] }));
  await admin.close();
});

test('while the brokers are away it tells of no lag rather than of an old one', async () => {
  await seen('kafka_consumer_group_lag', reader(0), (lag) => lag === 3);
  await broker.kill(0);
  await eventually(
    async () => assert.equal(await sampleOf('kafka_consumer_group_lag', reader(0)), undefined),
    { within: 30_000 },
  );
  assert.match(await exporter.metrics(), /kafka_lag_last_success_timestamp_seconds(\{[^}]*\})? 1\d{9}/);
});
