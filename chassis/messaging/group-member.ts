import type { Consumer, MessagesStream } from '@platformatic/kafka';
import type { ConsumerGroup } from './consumer-group.ts';
import type { Kafka } from './kafka.ts';
import type { Position } from './offset-commits.ts';
import { PacedConsumer } from './paced-consumer.ts';
import { commitStartOffsets } from './start-offsets.ts';
import { within } from './within.ts';

/** The shortest that brokers allow by default: partitions of a killed process wait for it. */
const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_500;
const REBALANCE_TIMEOUT_MS = 15_000;
const FETCH_WAIT_MS = 1_000;
const RETRY_MS = 250;
const CLOSE_DEADLINE_MS = 3_000;
const BUFFERED_MESSAGES = 500;

/** One membership in a consumer group, from joining to leaving. Names of topics carry the namespace. */
export type GroupMember = {
  readonly stream: MessagesStream<Buffer, Buffer, Buffer, Buffer>;
  owns(topic: string, partition: number): boolean;
  commit(positions: Position[]): Promise<void>;
};

/** A consumer of the client library. It rides out the absence of brokers by itself, for ever. */
export const createGroupConsumer = (kafka: Kafka, groupId: string, paceMs: number): Consumer =>
  new PacedConsumer(paceMs, {
    ...kafka.connection,
    groupId,
    autocommit: false,
    retries: true,
    retryDelay: RETRY_MS,
    sessionTimeout: SESSION_TIMEOUT_MS,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    heartbeatStallTimeout: REBALANCE_TIMEOUT_MS,
    maxWaitTime: FETCH_WAIT_MS,
    highWaterMark: BUFFERED_MESSAGES,
  });

/**
 * Joins the group and begins to read. Every partition of its own has a committed offset from here on: otherwise a
 * group that starts at now would start at another now after each restart, and a partition that comes
 * back to its member by a rebalance would be read on from where reading, not processing, had come to.
 */
export const joinGroup = async (consumer: Consumer, group: ConsumerGroup): Promise<GroupMember> => {
  const topics = [...group.topics];
  consumer.topics.trackAll(...topics);
  await consumer.joinGroup({});
  await commitStartOffsets(consumer, topics, group.start);
  const stream = await consumer.consume({ topics, mode: 'committed', fallbackMode: group.start });
  return {
    stream,
    owns: (topic, partition) =>
      consumer.assignments?.some((one) => one.topic === topic && one.partitions.includes(partition)) ?? false,
    commit: (positions) =>
      consumer.commit({ offsets: positions.map((position) => ({ ...position, leaderEpoch: -1 })) }),
  };
};

/** A consumer that can neither go on nor be ended: it may hold partitions that nobody else gets. */
export class ConsumerStuck extends Error {
  constructor(groupId: string) {
    super(`cannot leave the group ${groupId}`);
    this.name = 'ConsumerStuck';
  }
}

/** Leaves the group and closes all connections. Throws ConsumerStuck. */
export const leaveGroup = async (consumer: Consumer): Promise<void> => {
  const closed = consumer.close(true).catch(() => undefined);
  if (await within(CLOSE_DEADLINE_MS, closed)) return;
  // A broker that is there but says nothing: without their sockets, all requests come to an end.
  for (const [, connection] of consumer.connections) connection.socket?.destroy();
  if (await within(CLOSE_DEADLINE_MS, closed)) return;
  throw new ConsumerStuck(consumer.groupId);
};
