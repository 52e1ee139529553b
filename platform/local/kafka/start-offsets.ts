import { setTimeout as pause } from 'node:timers/promises';
import { type Admin, ListOffsetTimestamps } from '@platformatic/kafka';
import type { Topology } from '../../topology-types.ts';

const coordinatorPatienceMs = 20_000;
const firstPauseMs = 50;

/**
 * Writes down for each group that starts at `latest` and has never read where the topics end now: whatever is
 * published from here on is its own, also what comes before its first member does. What a group has committed
 * is left alone. Groups that start at the earliest message need nothing.
 */
export const commitStartOffsets = async (admin: Admin, topology: Topology): Promise<void> => {
  const groups = Object.entries(topology.consumers).filter(([, { start }]) => start === 'latest');
  for (const [groupId, { topics }] of groups) {
    const wanted = topics.map((name) => ({ name, partitions: partitionsOf(topology, name) }));
    const missing = await withoutOffset(admin, groupId, wanted);
    if (missing.length === 0) continue;
    const ends = await admin.listOffsets({
      topics: missing.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((partitionIndex) => ({
          partitionIndex,
          timestamp: ListOffsetTimestamps.LATEST,
        })),
      })),
    });
    await admin.alterConsumerGroupOffsets({
      groupId,
      topics: ends.map(({ name, partitions }) => ({
        name,
        partitionOffsets: partitions.map(({ partitionIndex, offset }) => ({
          partition: partitionIndex,
          offset,
        })),
      })),
    });
  }
};

type TopicPartitions = { readonly name: string; readonly partitions: readonly number[] };

const partitionsOf = ({ topics }: Topology, topic: string): number[] =>
  Array.from({ length: topics[topic]?.partitions ?? 0 }, (_, partition) => partition);

const withoutOffset = async (
  admin: Admin,
  groupId: string,
  wanted: readonly TopicPartitions[],
): Promise<TopicPartitions[]> => {
  const [group] = await coordinated(() =>
    admin.listConsumerGroupOffsets({
      groups: [
        {
          groupId,
          topics: wanted.map(({ name, partitions }) => ({ name, partitionIndexes: [...partitions] })),
        },
      ],
    }),
  );
  return wanted.flatMap(({ name, partitions }) => {
    const committed = group?.topics.find((topic) => topic.name === name)?.partitions ?? [];
    const has = new Set(
      committed
        .filter(({ committedOffset }) => committedOffset >= 0n)
        .map(({ partitionIndex }) => partitionIndex),
    );
    const missing = partitions.filter((partition) => !has.has(partition));
    return missing.length === 0 ? [] : [{ name, partitions: missing }];
  });
};

/** The first question about any group makes the topic that remembers offsets, which takes a moment. */
const coordinated = async <T>(ask: () => Promise<T>): Promise<T> => {
  const deadline = performance.now() + coordinatorPatienceMs;
  for (let wait = firstPauseMs; ; wait = Math.min(wait * 2, 500)) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(wait);
    }
  }
};
