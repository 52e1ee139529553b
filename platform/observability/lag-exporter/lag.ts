import type { GroupPartition, Seen } from './cluster.ts';
import { type RecordTimes, timeOf } from './record-times.ts';

export type Lag = GroupPartition & {
  /** Offsets between what was committed and the end; 0 when no record is among them. */
  readonly messages: number;
  /** For how long the first of them has been waiting; 0 when there is none. */
  readonly seconds: number;
};

/** `now` in milliseconds of Unix time. */
export const lagOf = ({ partitions }: Pick<Seen, 'partitions'>, times: RecordTimes, now: number): Lag[] =>
  partitions.map((partition) => {
    const written = timeOf(times, partition);
    if (written === undefined || written === null) return { ...partition, messages: 0, seconds: 0 };
    const { committed, oldest, end } = partition;
    return {
      ...partition,
      messages: Number(end - (committed > oldest ? committed : oldest)),
      // Clocks of producers may be a little ahead.
      seconds: Math.max(0, (now - written) / 1000),
    };
  });
