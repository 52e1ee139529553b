import { randomBytes } from 'node:crypto';
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { createKafka, type Kafka } from '../messaging/index.ts';
import { requiredSetting } from './required-setting.ts';
import { silentLog } from './silent-log.ts';

export type TestMessage = {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: unknown;
  readonly partition: number;
};

export type TestKafka = {
  readonly kafka: Kafka;
  /** Prefix of everything that this test has on the broker. */
  readonly namespace: string;
  readonly brokers: string[];
  /** All messages of the topic so far, in each partition's order. */
  read(topic: string): Promise<TestMessage[]>;
  produce(
    topic: string,
    message: { readonly key: string; readonly value: unknown; readonly headers?: Record<string, string> },
  ): Promise<void>;
  close(): Promise<void>;
};

const PARTITIONS = 3;

/** Topics of its own, under a fresh namespace, on the broker of TEST_KAFKA_BROKERS. */
export const testKafka = async (topics: readonly string[]): Promise<TestKafka> => {
  const brokers = requiredSetting('TEST_KAFKA_BROKERS').split(',');
  const namespace = `t${randomBytes(5).toString('hex')}.`;
  const base = { bootstrapBrokers: brokers, clientId: `${namespace}test` };
  const named = topics.map((topic) => namespace + topic);

  const admin = new Admin(base);
  await admin.createTopics({ topics: named, partitions: PARTITIONS, replicas: 1 });
  const producer = new Producer({ ...base, serializers: stringSerializers });
  const readers = new Map<string, Promise<Reader>>();

  return {
    kafka: createKafka({ brokers, clientId: `${namespace}kafka`, namespace, log: silentLog() }),
    namespace,
    brokers,
    read: async (topic) => {
      const reader = readers.get(topic) ?? startReader(base, namespace + topic);
      readers.set(topic, reader);
      return [...(await reader).messages];
    },
    produce: async (topic, { key, value, headers = {} }) => {
      await producer.send({
        messages: [
          {
            topic: namespace + topic,
            key,
            value: JSON.stringify(value),
            headers: new Map(Object.entries(headers)),
          },
        ],
        acks: -1,
      });
    },
    close: async () => {
      for (const reader of readers.values()) await (await reader).close();
      await producer.close();
      await admin.deleteTopics({ topics: named });
      await admin.close();
    },
  };
};

type Reader = { readonly messages: TestMessage[]; close(): Promise<void> };

const startReader = async (
  base: { readonly bootstrapBrokers: string[]; readonly clientId: string },
  topic: string,
): Promise<Reader> => {
  const consumer = new Consumer({
    ...base,
    groupId: `${topic}.reader-${randomBytes(4).toString('hex')}`,
    deserializers: stringDeserializers,
    autocommit: false,
  });
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', maxWaitTime: 100 });
  const messages: TestMessage[] = [];
  stream.on('data', (message) => {
    messages.push({
      key: message.key,
      headers: Object.fromEntries(message.headers),
      value: JSON.parse(message.value) as unknown,
      partition: message.partition,
    });
  });
  return { messages, close: () => consumer.close(true) };
};
