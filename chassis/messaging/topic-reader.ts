import { setTimeout as delay } from 'node:timers/promises';
import { Base, type Connection, fetchV17, ListOffsetTimestamps, listOffsetsV9 } from '@platformatic/kafka';
import { type Incoming, toIncoming } from './incoming.ts';
import type { Kafka } from './kafka.ts';
import { within } from './within.ts';

const ANSWER_DEADLINE_MS = 5_000;
const FETCH_WAIT_MS = 500;
/** Read at once, it keeps nobody else on the event loop waiting. */
const FETCH_BYTES = 256 * 1024;
const RETRY_MS = 250;

const LEADER_UNKNOWN = -1;
const NO_REPLICA = -1;
const READ_UNCOMMITTED = 0;
const NO_SESSION = 0;
/** An epoch that opens no fetch session: every request says all that it wants. */
const SESSIONLESS = -1;
const CONTROL_BATCH = 0b100000;

/** What of a partition is to be read: from `position` up to `end`, which is not part of it. */
export type Span = { readonly partition: number; readonly position: bigint; readonly end: bigint };

/** The messages of a piece of the partition, and where to go on. */
export type Piece = { readonly messages: readonly Incoming[]; readonly next: bigint };

/** The cluster gave no answer that one can go on with for as long as was to be waited. */
export class TopicUnreadable extends Error {
  constructor(topic: string, options: ErrorOptions) {
    super(`the topic ${topic} cannot be read`, options);
    this.name = 'TopicUnreadable';
  }
}

/** Reads partitions as it is told to: it belongs to no group and remembers no position. */
export type TopicReader = {
  /** Where each partition begins and ends now. */
  spans(): Promise<Span[]>;
  /** The next messages of the span; those after its end are left out. */
  read(span: Span): Promise<Piece>;
  close(): void;
};

/**
 * Both rides out failures of the cluster for `patienceMs`, then throw TopicUnreadable; once `signal` is aborted
 * they throw its reason. Needs no right but to read the topic.
 */
export const createTopicReader = (options: {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}): TopicReader => {
  const { kafka, topic, patienceMs, signal } = options;
  const name = kafka.named(topic);
  const open = (): Base => new Base({ ...kafka.connection, retries: 0, timeout: ANSWER_DEADLINE_MS });
  const close = (): void => void client.close().catch(() => undefined);
  let client = open();

  const insist = async <T>(ask: () => Promise<T>): Promise<T> => {
    const until = performance.now() + patienceMs;
    for (;;) {
      signal.throwIfAborted();
      try {
        return await inTime(ask());
      } catch (error) {
        if (performance.now() > until) throw new TopicUnreadable(topic, { cause: error });
        // With the client go a connection that hangs and a leader that is none any more.
        close();
        client = open();
        await delay(RETRY_MS, undefined, { signal });
      }
    }
  };

  const described = async () => {
    const { topics, brokers } = await client.metadata({ topics: [name] });
    const found = topics.get(name);
    if (found === undefined) throw new Error(`topic ${name} does not exist`);
    const leaderOf = (partition: number): Promise<Connection> => {
      const leader = brokers.get(found.partitions[partition]?.leader ?? LEADER_UNKNOWN);
      if (leader === undefined) throw new Error(`${name}/${partition} has no leader at this moment`);
      return client.connections.get(leader);
    };
    return { id: found.id, partitions: found.partitionsCount, leaderOf };
  };

  const offsetAt = async (connection: Connection, partition: number, timestamp: bigint): Promise<bigint> => {
    const asked = { partitionIndex: partition, currentLeaderEpoch: LEADER_UNKNOWN, timestamp };
    const { topics } = await listOffsetsV9.api.async(connection, NO_REPLICA, READ_UNCOMMITTED, [
      { name, partitions: [asked] },
    ]);
    const offset = topics[0]?.partitions[0]?.offset;
    if (offset === undefined) throw new Error(`${name}/${partition} was not answered about`);
    return offset;
  };

  const fetch = async ({ partition, position }: Span) => {
    const { id, leaderOf } = await described();
    const connection = await leaderOf(partition);
    const wanted: fetchV17.FetchRequestPartition = {
      partition,
      currentLeaderEpoch: LEADER_UNKNOWN,
      fetchOffset: position,
      lastFetchedEpoch: LEADER_UNKNOWN,
      partitionMaxBytes: FETCH_BYTES,
    };
    const { responses } = await fetchV17.api.async(
      connection,
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
    const answer = responses[0]?.partitions[0];
    if (answer === undefined) throw new Error(`${name}/${partition} was not answered about`);
    return answer;
  };

  return {
    spans: () =>
      insist(async () => {
        const { partitions, leaderOf } = await described();
        return Promise.all(
          Array.from({ length: partitions }, async (_, partition): Promise<Span> => {
            const leader = await leaderOf(partition);
            const position = await offsetAt(leader, partition, ListOffsetTimestamps.EARLIEST);
            const end = await offsetAt(leader, partition, ListOffsetTimestamps.LATEST);
            return { partition, position, end };
          }),
        );
      }),
    read: (span) =>
      insist(async () => {
        const answer = await fetch(span);
        const batches = answer.records ?? [];
        const last = batches.at(-1);
        if (last === undefined) {
          // Compaction may leave nothing up to the end; a leader that has just become one may not know it yet.
          if (answer.highWatermark >= span.end) return { messages: [], next: span.end };
          throw new Error(`${name}/${span.partition} ends before the offset at which it ended`);
        }
        const messages = batches
          .filter((batch) => (batch.attributes & CONTROL_BATCH) === 0)
          .flatMap((batch) =>
            batch.records.map(({ offsetDelta, key, value, headers }) => {
              const offset = batch.firstOffset + BigInt(offsetDelta);
              return { partition: span.partition, offset, key, value, headerEntries: headers };
            }),
          )
          // A batch is sent whole, whatever part of it was asked for.
          .filter(({ offset }) => offset >= span.position && offset < span.end)
          .map((message) => toIncoming(message, topic));
        return { messages, next: last.firstOffset + BigInt(last.lastOffsetDelta) + 1n };
      }),
    close,
  };
};

const inTime = async <T>(answer: Promise<T>): Promise<T> => {
  if (await within(ANSWER_DEADLINE_MS, answer)) return answer;
  throw new Error(`no answer of the brokers within ${ANSWER_DEADLINE_MS} ms`);
};
