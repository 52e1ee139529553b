import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { exporterMetrics } from '@fondaco/contracts/telemetry/exporters';
import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import type { Address } from '../../addresses.ts';
import { freePort, startUnsupervised } from '../setup/unsupervised.ts';
import { withAdmin } from './admin.ts';
import { prepareKafka } from './brokers.ts';

const MOST_BYTES = 64 * 1024;

let folder: string;
let broker: { readonly metrics: string; readonly stop: () => Promise<void> };

const at = async () => ({ host: '127.0.0.1', port: await freePort() });

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-jmx-'));
  const [clients, controller, metrics] = [await at(), await at(), await at()];
  const [spec] = await prepareKafka({
    brokers: [{ clients, controller, metrics }],
    dataDirectory: join(folder, 'data'),
    confDirectory: join(folder, 'conf'),
    cacheDirectory: join(import.meta.dirname, '../../../.fondaco/cache'),
  });
  assert.ok(spec);
  const { stop } = await startUnsupervised(spec);
  broker = { metrics: `http://${metrics.host}:${metrics.port}/metrics`, stop };
  await withAdmin({ brokers: [clients] }, (admin) =>
    admin.createTopics({ topics: ['orders.order'], partitions: 1, replicas: 1 }),
  );
  const producer = new Producer({
    clientId: 'test',
    bootstrapBrokers: [`${clients.host}:${clients.port}`],
    serializers: stringSerializers,
  });
  await producer.send({ messages: [{ topic: 'orders.order', key: 'k', value: 'v' }] });
  await producer.close();
  await readOne(clients);
});
after(async () => {
  await broker?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What nobody has read yet is not counted as read. */
const readOne = async ({ host, port }: Address): Promise<void> => {
  const consumer = new Consumer({
    clientId: 'test',
    groupId: 'test',
    bootstrapBrokers: [`${host}:${port}`],
    deserializers: stringDeserializers,
  });
  const stream = await consumer.consume({ topics: ['orders.order'], mode: 'earliest' });
  for await (const { value } of stream) {
    assert.equal(value, 'v');
    break;
  }
  await consumer.close(true);
};

test("the broker shows every metric on the list, by topic where it says so, and not all of Kafka's thousands", async () => {
  await eventually(
    async () => {
      const text = await (await fetch(broker.metrics)).text();
      for (const { name } of Object.values(exporterMetrics.kafka ?? {}))
        assert.match(text, new RegExp(`^${name}[ {]`, 'm'), name);
      assert.match(
        text,
        /kafka_topic_messages_in_total\{messaging_destination_name="orders\.order",?\} 1\.0/,
      );
      assert.ok(text.length < MOST_BYTES, `${text.length} bytes`);
    },
    { within: 20_000 },
  );
});
