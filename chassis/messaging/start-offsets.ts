import { setTimeout as delay } from 'node:timers/promises';
import {
  type Connection,
  type Consumer,
  findErrorBy,
  ListOffsetTimestamps,
  offsetCommitV9,
} from '@platformatic/kafka';
import type { ConsumerGroup } from './consumer-group.ts';

const RETRY_MS = 250;

/**
 * Commits, for each partition of a member that has no committed offset, where its group begins. Only the
 * partitions of the member, and only in the generation of the group in which they are its own: a member that
 * looked before another one read and committed must not put a later beginning over that.
 */
export const commitStartOffsets = async (
  consumer: Consumer,
  topics: readonly string[],
  start: ConsumerGroup['start'],
): Promise<void> => {
  while (!(await tryToCommitStart(consumer, topics, start))) await delay(RETRY_MS);
};

/** Answers whether every partition of the member has an offset; if not, the group has changed meanwhile. */
const tryToCommitStart = async (
  consumer: Consumer,
  topics: readonly string[],
  start: ConsumerGroup['start'],
): Promise<boolean> => {
  const { generationId, memberId } = consumer;
  const own = (consumer.assignments ?? []).filter(({ topic }) => topics.includes(topic));
  if (own.length === 0) return true;
  const committed = await consumer.listCommittedOffsets({ topics: own });
  const missing = own.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.filter((partition) => (committed.get(topic)?.[partition] ?? -1n) < 0n),
  }));
  if (missing.every(({ partitions }) => partitions.length === 0)) return true;
  const starts = await consumer.listOffsets({
    topics: [...topics],
    timestamp: start === 'earliest' ? ListOffsetTimestamps.EARLIEST : ListOffsetTimestamps.LATEST,
  });
  const connection = await coordinatorOf(consumer);
  try {
    // Not by the consumer's own commit, which joins anew and commits again what was refused.
    await offsetCommitV9.api.async(
      connection,
      consumer.groupId,
      generationId,
      memberId ?? '',
      null,
      missing.map(({ topic, partitions }) => ({
        name: topic,
        partitions: partitions.map((partition) => ({
          partitionIndex: partition,
          committedOffset: starts.get(topic)?.[partition] ?? 0n,
          committedLeaderEpoch: -1,
          committedMetadata: null,
        })),
      })),
    );
    return true;
  } catch (error) {
    if (findErrorBy(error as Error, 'needsRejoin', true) === null) throw error;
    return false;
  }
};

const coordinatorOf = async (consumer: Consumer): Promise<Connection> => {
  const id = await consumer.findGroupCoordinator();
  const { brokers } = await consumer.metadata({ topics: [] });
  const broker = brokers.get(id);
  if (broker === undefined) throw new Error(`the coordinator of ${consumer.groupId} is no broker`);
  return consumer.connections.get(broker);
};
