import type { GroupPartition, Seen } from './cluster.ts';
import { type RecordTimes, timeOf } from './record-times.ts';

export type Lag = GroupPartition & {
  /** Offsets between where the group goes on and the end; 0 when no record is among them. */
  readonly messages: number;
  /** Unix time in milliseconds of the first of them; null when there is none. */
  readonly writtenAt: number | null;
};

export const lagOf = ({ partitions }: Pick<Seen, 'partitions'>, times: RecordTimes): Lag[] =>
  partitions.map((partition) => {
    const writtenAt = timeOf(times, partition) ?? null;
    const messages = writtenAt === null ? 0 : Number(partition.end - partition.position);
    return { ...partition, messages, writtenAt };
  });

/** For how long it has been waiting, in seconds; 0 when there is nothing. Both times in milliseconds. */
export const secondsSince = (writtenAt: number | null, now: number): number =>
  // Clocks of producers may be a little ahead.
  writtenAt === null ? 0 : Math.max(0, (now - writtenAt) / 1000);
