import { Admin, type Connection, fetchV17, ListOffsetTimestamps } from '@platformatic/kafka';
import type { Config } from './config.ts';

/** A partition as one group sees it. Offsets are of the next message: to be read, and to be written. */
export type GroupPartition = {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly committed: bigint;
  readonly oldest: bigint;
  /** Where it goes on: at what was committed, or at the oldest when that is not kept any more. */
  readonly position: bigint;
  readonly end: bigint;
};

export type Group = { readonly name: string; readonly state: string; readonly members: number };

export type Seen = {
  readonly groups: readonly Group[];
  readonly partitions: readonly GroupPartition[];
  /** Those of the partitions that have something after what was committed. */
  readonly behind: readonly GroupPartition[];
};

/** Unix time in milliseconds of the first record in [`from`, `end`); null when there is none, as after a compaction. */
export type FirstRecordTime = (
  topic: string,
  partition: number,
  from: bigint,
  end: bigint,
) => Promise<number | null>;

export type ClusterReader = {
  read(expected: Config['CONSUMER_GROUPS']): Promise<Seen>;
  readonly firstRecordTime: FirstRecordTime;
  close(): Promise<void>;
};

const DEADLINE_MS = 5_000;
const FETCH_WAIT_MS = 100;
/** At least one batch comes whatever its size; more are only needed when the first ones hold no record. */
const FETCH_BYTES = 16 * 1024;
const READ_UNCOMMITTED = 0;
const NO_SESSION = 0;
/** An epoch that opens no fetch session: every request says all that it wants. */
const SESSIONLESS = -1;
const UNKNOWN_EPOCH = -1;
/** Marks of transactions, which no consumer ever gets. */
const CONTROL_BATCH = 0b100000;
/** What the brokers too call a group that they have never heard of. */
const NEVER_SEEN = 'Dead';

const later = (one: bigint, other: bigint): bigint => (one < other ? other : one);

/** A connection to the cluster that tries nothing twice: after a failure it is thrown away. */
export const openCluster = (config: Config): ClusterReader => {
  const admin = new Admin({
    clientId: config.INSTANCE,
    bootstrapBrokers: [...config.KAFKA_BROKERS],
    retries: 0,
    connectTimeout: DEADLINE_MS,
    requestTimeout: DEADLINE_MS,
    ...(config.KAFKA_TLS && { tls: {} }),
    ...(config.KAFKA_USERNAME !== undefined &&
      config.KAFKA_PASSWORD !== undefined && {
        sasl: {
          mechanism: 'SCRAM-SHA-512' as const,
          username: config.KAFKA_USERNAME,
          password: config.KAFKA_PASSWORD,
        },
      }),
  });

  const described = async (expected: readonly string[]): Promise<Group[]> => {
    const listed = [...(await admin.listGroups({ types: ['classic', 'consumer'] })).keys()];
    const found = listed.length === 0 ? new Map() : await admin.describeGroups({ groups: listed });
    return [...new Set([...expected, ...listed])].map((name) => ({
      name,
      state: found.get(name)?.state ?? NEVER_SEEN,
      members: found.get(name)?.members.size ?? 0,
    }));
  };

  const offsetsAt = async (topics: readonly string[], timestamp: bigint) => {
    const { topics: known } = await admin.metadata({ topics: [...topics], forceUpdate: true });
    const listed = await admin.listOffsets({
      topics: topics.map((name) => ({
        name,
        partitions: Array.from({ length: known.get(name)?.partitionsCount ?? 0 }, (_, partitionIndex) => ({
          partitionIndex,
          timestamp,
        })),
      })),
    });
    return new Map(
      listed.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, offset }) => [`${name}/${partitionIndex}`, offset] as const),
      ),
    );
  };

  const committedOf = async (groups: readonly string[]) => {
    const answers = await admin.listConsumerGroupOffsets({ groups: [...groups] });
    return new Map(
      answers.map(({ groupId, topics }) => [
        groupId,
        new Map(
          topics.flatMap(({ name, partitions }) =>
            partitions
              .filter(({ committedOffset }) => committedOffset >= 0n)
              .map(({ partitionIndex, committedOffset }) => [`${name}/${partitionIndex}`, committedOffset]),
          ),
        ),
      ]),
    );
  };

  const leaderOf = async (topic: string, partition: number): Promise<{ id: string; leader: Connection }> => {
    const { topics, brokers } = await admin.metadata({ topics: [topic] });
    const found = topics.get(topic);
    const leader = brokers.get(found?.partitions[partition]?.leader ?? -1);
    if (found === undefined || leader === undefined) throw new Error(`${topic}/${partition} has no leader`);
    return { id: found.id, leader: await admin.connections.get(leader) };
  };

  const fetchAt = async (topic: string, partition: number, fetchOffset: bigint) => {
    const { id, leader } = await leaderOf(topic, partition);
    const wanted: fetchV17.FetchRequestPartition = {
      partition,
      currentLeaderEpoch: UNKNOWN_EPOCH,
      fetchOffset,
      lastFetchedEpoch: UNKNOWN_EPOCH,
      partitionMaxBytes: FETCH_BYTES,
    };
    const { responses } = await fetchV17.api.async(
      leader,
      FETCH_WAIT_MS,
      1,
      FETCH_BYTES,
      READ_UNCOMMITTED,
      NO_SESSION,
      SESSIONLESS,
      [{ topicId: id, partitions: [wanted] }],
      [],
      '',
    );
    return responses[0]?.partitions[0]?.records ?? [];
  };

  return {
    read: async (expected) => {
      const groups = await described(Object.keys(expected));
      const committed = await committedOf(groups.map(({ name }) => name));
      const topics = new Set(Object.values(expected).flatMap((group) => group.topics));
      for (const offsets of committed.values())
        for (const at of offsets.keys()) topics.add(at.slice(0, at.lastIndexOf('/')));
      const oldest = await offsetsAt([...topics], ListOffsetTimestamps.EARLIEST);
      const ends = await offsetsAt([...topics], ListOffsetTimestamps.LATEST);
      const partitions = groups.flatMap(({ name: group }) =>
        [...ends].flatMap(([at, end]): GroupPartition[] => {
          const topic = at.slice(0, at.lastIndexOf('/'));
          const first = oldest.get(at) ?? 0n;
          const begins = expected[group]?.start === 'earliest' && expected[group].topics.includes(topic);
          const next = committed.get(group)?.get(at) ?? (begins ? first : undefined);
          if (next === undefined) return [];
          const partition = Number(at.slice(at.lastIndexOf('/') + 1));
          return [
            { group, topic, partition, committed: next, oldest: first, position: later(next, first), end },
          ];
        }),
      );
      return { groups, partitions, behind: partitions.filter(({ position, end }) => end > position) };
    },
    firstRecordTime: async (topic, partition, from, end) => {
      for (let position = from; position < end; ) {
        const batches = await fetchAt(topic, partition, position);
        for (const batch of batches) {
          if ((batch.attributes & CONTROL_BATCH) !== 0) continue;
          // A batch is sent whole, whatever part of it was asked for.
          const record = batch.records.find(
            ({ offsetDelta }) => batch.firstOffset + BigInt(offsetDelta) >= from,
          );
          if (record !== undefined) return Number(batch.firstTimestamp + record.timestampDelta);
        }
        const last = batches.at(-1);
        if (last === undefined) return null;
        position = last.firstOffset + BigInt(last.lastOffsetDelta) + 1n;
      }
      return null;
    },
    close: () => admin.close(),
  };
};
