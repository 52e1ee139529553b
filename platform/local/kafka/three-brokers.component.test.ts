import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { Producer, stringSerializers } from '@platformatic/kafka';
import { topology } from '../../../topology.ts';
import { prepareSecrets } from '../secrets/secrets.ts';
import { withAdmin } from './admin.ts';
import { applyKafkaTopology } from './apply.ts';
import { startKafkaForTests } from './broker-for-tests.ts';

test('three brokers authenticate each other, keep everything three times, and go on without one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-kafka-'));
  const { kafka: secrets } = await prepareSecrets({ directory: folder, topology });
  const cluster = await startKafkaForTests({ secrets, brokers: 3 });
  try {
    const brokers = cluster.brokers.split(',').map((broker) => {
      const [host = '', port] = broker.split(':');
      return { host, port: Number(port) };
    });
    const admin = { brokers, login: { username: 'admin', password: secrets.admin.value } };
    const passwords = Object.fromEntries(
      Object.entries(secrets.services).map(([name, { value }]) => [name, value]),
    );
    await applyKafkaTopology({ admin, topology, passwords });
    const inSync = () =>
      withAdmin(admin, async (client) => {
        const { topics } = await client.metadata({ topics: ['orders.order'], forceUpdate: true });
        return (topics.get('orders.order')?.partitions ?? []).map(({ isr }) => isr.length);
      });
    await eventually(async () => assert.deepEqual(await inSync(), Array(12).fill(3)), { within: 30_000 });

    await cluster.kill(2);
    await eventually(async () => assert.deepEqual(await inSync(), Array(12).fill(2)), { within: 30_000 });
    const producer = new Producer({
      clientId: 'test',
      bootstrapBrokers: brokers.slice(0, 2),
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'orders', password: passwords.orders ?? '' },
      serializers: stringSerializers,
    });
    try {
      const messages = Array.from({ length: 24 }, (_, partition) => ({
        topic: 'orders.order',
        partition: partition % 12,
        value: 'placed',
      }));
      const { offsets } = await eventually(() => producer.send({ messages, acks: -1 }), { within: 30_000 });
      assert.equal(offsets?.length, 12);
    } finally {
      await producer.close();
    }
  } finally {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
