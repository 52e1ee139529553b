import { Consumer } from '@platformatic/kafka';
import type { TestKafka } from '../testing/index.ts';
import { Counted } from './event-for-tests.ts';

/** What the group has committed: the next offset of each partition, -1 for none. */
export const committedOffsets = async (
  kafka: TestKafka,
  consumer: string,
): Promise<(partition: number) => bigint> => {
  const client = new Consumer({
    ...kafka.kafka.connection,
    groupId: kafka.kafka.named(consumer),
    autocommit: false,
  });
  try {
    const topic = kafka.kafka.named(Counted.topic);
    const committed = await client.listCommittedOffsets({ topics: [{ topic, partitions: [0, 1, 2] }] });
    return (partition) => committed.get(topic)?.[partition] ?? -1n;
  } finally {
    await client.close(true);
  }
};

/** Where the first message of the key is. */
export const offsetOf = async (
  kafka: TestKafka,
  key: string,
): Promise<{ partition: number; offset: bigint }> => {
  const messages = await kafka.read(Counted.topic);
  const message = messages.find((one) => one.key === key);
  if (!message) throw new Error(`no message of ${key}`);
  const before = messages.filter((one) => one.partition === message.partition);
  return { partition: message.partition, offset: BigInt(before.indexOf(message)) };
};
