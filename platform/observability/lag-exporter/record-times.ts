import type { FirstRecordTime, GroupPartition } from './cluster.ts';

const keyOf = ({ group, topic, partition }: GroupPartition): string => `${group} ${topic}/${partition}`;

export type RecordTimes = ReadonlyMap<string, number | null>;

/** When the first record was written that the group has not committed; null when there is none, undefined when not behind. */
export const timeOf = (times: RecordTimes, partition: GroupPartition): number | null | undefined =>
  times.get(keyOf(partition));

type Remembered = { readonly position: bigint; readonly end: bigint; readonly time: number | null };

/**
 * Records are fetched only when the group has moved on, or when there was none and the partition has grown: a group
 * that stands still costs nothing.
 */
export const rememberRecordTimes = () => {
  let remembered: ReadonlyMap<string, Remembered> = new Map();

  const isKnown = (known: Remembered | undefined, now: GroupPartition): known is Remembered =>
    known !== undefined && known.position === now.position && (known.time !== null || known.end === now.end);

  return {
    /** Of partitions that are behind. */
    of: async (behind: readonly GroupPartition[], fetch: FirstRecordTime): Promise<RecordTimes> => {
      const entries = await Promise.all(
        behind.map(async (one): Promise<[string, Remembered]> => {
          const { topic, partition, position, end } = one;
          const known = remembered.get(keyOf(one));
          if (isKnown(known, one)) return [keyOf(one), known];
          return [keyOf(one), { position, end, time: await fetch(topic, partition, position, end) }];
        }),
      );
      remembered = new Map(entries);
      return new Map(entries.map(([key, { time }]) => [key, time]));
    },
  };
};
