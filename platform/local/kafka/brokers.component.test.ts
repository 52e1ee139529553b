import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import {
  Admin,
  Base,
  Consumer,
  FindCoordinatorKeyTypes,
  findCoordinatorV4,
  findErrorBy,
  initProducerIdV4,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka';
import { topology } from '../../../topology.ts';
import type { Topology } from '../../topology-types.ts';
import { prepareSecrets, type Secrets } from '../secrets/secrets.ts';
import { freePort } from '../setup/unsupervised.ts';
import { applyKafkaTopology } from './apply.ts';
import { startKafkaForTests } from './broker-for-tests.ts';
import { prepareKafka } from './brokers.ts';

let folder: string;
let secrets: Secrets;
let cluster: Awaited<ReturnType<typeof startKafkaForTests>>;
const closes: (() => Promise<unknown>)[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-kafka-'));
  secrets = await prepareSecrets({ directory: join(folder, 'secrets'), topology });
  cluster = await startKafkaForTests({ secrets: secrets.kafka });
  await apply(topology);
});

after(async () => {
  for (const close of closes) await close();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

const apply = (wanted: Topology): Promise<void> =>
  applyKafkaTopology({
    admin: { brokers: addresses(), login: adminLogin() },
    topology: wanted,
    passwords: passwords(),
  });

const addresses = () =>
  cluster.brokers.split(',').map((broker) => {
    const [host = '', port] = broker.split(':');
    return { host, port: Number(port) };
  });

const adminLogin = () => ({ username: 'admin', password: secrets.kafka.admin.value });

const passwords = () =>
  Object.fromEntries(Object.entries(secrets.kafka.services).map(([name, { value }]) => [name, value]));

const connection = (username: string, password: string | undefined) => ({
  clientId: `test-${username}`,
  bootstrapBrokers: addresses(),
  retries: 0,
  sasl: { mechanism: 'SCRAM-SHA-512' as const, username, password: password ?? '' },
});

const closing = <T extends { close: () => Promise<unknown> }>(client: T): T => {
  closes.push(() => client.close());
  return client;
};

const producerOf = (service: string) =>
  closing(
    new Producer({
      ...connection(service, passwords()[service]),
      serializers: stringSerializers,
      idempotent: true,
    }),
  );

/** Raises the epoch of a transactional id, as a relay does when it takes over a bucket. */
const openedBy = async (service: string, transactionalId: string) => {
  const client = closing(new Base(connection(service, passwords()[service])));
  const [broker] = (await client.connectToBrokers()).values();
  assert.ok(broker);
  await findCoordinatorV4.api.async(broker, FindCoordinatorKeyTypes.TRANSACTION, [transactionalId]);
  return initProducerIdV4.api.async(broker, transactionalId, 60_000);
};

const send = (producer: ReturnType<typeof producerOf>, topic: string, value: string) =>
  producer.send({ messages: [{ topic, key: 'a key', value }], acks: -1 });

const refusedBy = (kind: string) => (error: unknown) => {
  assert.ok(error instanceof Error && findErrorBy(error, 'apiId', kind), String(error));
  return true;
};

test('the owner of a topic writes to it; another service is refused', async () => {
  const sent = await send(producerOf('orders'), 'orders.order', 'placed');
  assert.equal(sent.offsets?.length, 1);
  await assert.rejects(
    send(producerOf('orders'), 'products.product', 'forged'),
    refusedBy('TOPIC_AUTHORIZATION_FAILED'),
  );
  // A payment that nobody made would ship goods.
  await assert.rejects(
    send(producerOf('orders'), 'payments.payment', 'forged'),
    refusedBy('TOPIC_AUTHORIZATION_FAILED'),
  );
  await assert.rejects(
    send(producerOf('products'), 'orders.order', 'forged'),
    refusedBy('TOPIC_AUTHORIZATION_FAILED'),
  );
});

test("an outbox takes over its own service's transactional ids alone", async () => {
  // The very first use makes the topic that remembers them.
  const first = await eventually(() => openedBy('orders', 'orders.outbox.0'));
  const second = await openedBy('orders', 'orders.outbox.0');
  assert.equal(second.producerId, first.producerId);
  assert.ok(second.producerEpoch > first.producerEpoch);
  await assert.rejects(
    openedBy('orders', 'products.outbox.0'),
    refusedBy('TRANSACTIONAL_ID_AUTHORIZATION_FAILED'),
  );
});

test('a service reads in its own consumer groups alone', async () => {
  await send(producerOf('orders'), 'orders.order', 'for products');
  const consumer = closing(
    new Consumer({
      ...connection('products', passwords().products),
      groupId: 'products.reservations',
      // The first use makes the topic that remembers offsets.
      retries: 20,
      retryDelay: 100,
      deserializers: stringDeserializers,
    }),
  );
  const stream = await consumer.consume({ topics: ['orders.order'], mode: 'earliest', autocommit: false });
  closes.unshift(() => stream.close());
  for await (const message of stream) {
    await message.commit();
    if (message.value === 'for products') break;
  }

  const intruder = closing(
    new Consumer({
      ...connection('products', passwords().products),
      groupId: 'orders.product-copy',
      deserializers: stringDeserializers,
    }),
  );
  await assert.rejects(
    intruder.consume({ topics: ['orders.order'] }),
    refusedBy('GROUP_AUTHORIZATION_FAILED'),
  );
});

test('a group that starts now begins where its topics ended when it was deployed, not when its first member came', async () => {
  const committed = (groupId: string) =>
    eventually(() =>
      asAdmin(async (admin) => {
        const [group] = await admin.listConsumerGroupOffsets({ groups: [groupId] });
        const [topic] = group?.topics ?? [];
        return (topic?.partitions ?? []).map(({ committedOffset }) => committedOffset);
      }),
    );
  const sum = (offsets: readonly bigint[]) => offsets.reduce((total, offset) => total + offset, 0n);
  assert.deepEqual(await committed('notifications.mailer'), Array(12).fill(0n));

  await send(producerOf('orders'), 'orders.order', 'published before its mailer runs');
  const late = { service: 'notifications', topics: ['orders.order'], start: 'latest' } as const;
  await apply({ ...topology, consumers: { ...topology.consumers, 'notifications.digest': late } });
  assert.deepEqual(await committed('notifications.mailer'), Array(12).fill(0n), 'it stays where it was');
  assert.ok(sum(await committed('notifications.digest')) >= 1n, 'a new one begins now');
  assert.deepEqual(await committed('payments.orders'), [], 'others begin at the earliest message');
  await apply(topology);
});

test('nobody makes a topic by writing to it', async () => {
  await assert.rejects(
    send(producerOf('orders'), 'orders.typo', 'lost'),
    (error: Error) => error instanceof Error,
  );
  assert.ok(!(await asAdmin((admin) => admin.listTopics())).includes('orders.typo'));
});

test('a wrong password is refused', async () => {
  const guessing = closing(new Admin(connection('admin', 'a guess')));
  await assert.rejects(guessing.listTopics(), (error: Error) => error instanceof Error);
});

test('applying the topology again changes nothing; a changed one takes rights away and corrects settings', async () => {
  const before = await described();
  await apply(topology);
  assert.deepEqual(await described(), before);

  const changed: Topology = {
    ...topology,
    topics: { ...topology.topics, 'orders.order': { ...topology.topics['orders.order'], retentionDays: 2 } },
    consumers: { 'orders.product-copy': topology.consumers['orders.product-copy'] },
  };
  await apply(changed);
  const after = await described();
  assert.ok(before.acls.some((acl) => acl.includes('products.reservations')));
  assert.ok(!after.acls.some((acl) => acl.includes('products.reservations')));
  assert.equal(after.retention, String(2 * 24 * 60 * 60 * 1000));
  await apply(topology);
  assert.deepEqual(await described(), before);
});

test('the number of partitions is never changed', async () => {
  const changed: Topology = {
    ...topology,
    topics: { ...topology.topics, 'orders.order': { ...topology.topics['orders.order'], partitions: 24 } },
  };
  await assert.rejects(apply(changed), /orders\.order has 12 partitions and the topology says 24/);
});

test('a cluster keeps the number of brokers that it was made with', async () => {
  const options = {
    dataDirectory: join(folder, 'data'),
    confDirectory: join(folder, 'conf'),
    cacheDirectory: join(import.meta.dirname, '../../../.fondaco/cache'),
    secrets: secrets.kafka,
  };
  const broker = async () => ({
    clients: { host: '127.0.0.1', port: await freePort() },
    controller: { host: '127.0.0.1', port: await freePort() },
  });
  const one = await broker();
  const [spec] = await prepareKafka({ ...options, brokers: [one] });
  assert.ok(
    ![...(spec?.args ?? []), ...Object.values(spec?.env ?? {})].some((word) => /password/.test(word)),
  );
  await assert.rejects(
    prepareKafka({ ...options, brokers: [one, await broker(), await broker()] }),
    /made with 1 broker\(s\), not 3: start it with --brokers 1, or with --fresh/,
  );
  for (const name of await readdir(options.confDirectory)) {
    assert.equal((await stat(join(options.confDirectory, name))).mode & 0o777, 0o600, name);
    assert.equal(name, 'kafka-1.properties');
    assert.match(await readFile(join(options.confDirectory, name), 'utf8'), /SASL_PLAINTEXT/);
  }
});

const asAdmin = async <T>(work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = new Admin(connection('admin', secrets.kafka.admin.value));
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
};

const described = () =>
  asAdmin(async (admin) => {
    const any = { resourceType: 1, resourcePatternType: 1, operation: 1, permissionType: 1 } as const;
    const resources = await admin.describeAcls({
      filter: { ...any, resourceName: null, principal: null, host: null },
    });
    const [topic] = await admin.describeConfigs({
      resources: [{ resourceType: 2, resourceName: 'orders.order' }],
    });
    return {
      acls: resources.map((resource) => JSON.stringify(resource)).sort(),
      retention: topic?.configs.find(({ name }) => name === 'retention.ms')?.value,
    };
  });
