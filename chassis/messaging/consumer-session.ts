import type { Consumer } from '@platformatic/kafka';
import type { Log } from '../service/index.ts';
import type { ConsumerGroup } from './consumer-group.ts';
import type { ConsumerMeasurements } from './consumer-measurements.ts';
import { createGroupConsumer, type GroupMember, joinGroup, leaveGroup } from './group-member.ts';
import { toIncoming } from './incoming.ts';
import type { Kafka } from './kafka.ts';
import { createLanes } from './lanes.ts';
import { createOffsetCommits, type OffsetCommits } from './offset-commits.ts';
import { createPartitionProgress, type PartitionProgress } from './partition-progress.ts';
import type { ProcessBatch } from './process-batch.ts';
import type { ProcessMessage } from './process-message.ts';
import { listenToConsumer, probeCluster, watchVitalSigns } from './vital-signs.ts';
import { within } from './within.ts';
import { type Work, workOff } from './work-off.ts';

/** What was done since the last commit comes again after a crash, as duplicates. */
const COMMIT_MS = 500;
const QUEUED_MESSAGES = 200;

/** More would hold the locks of a transaction for longer than its commit costs. */
const BATCH_MESSAGES = 32;

/** How long the end waits for messages that are being worked on. What is late another member takes up. */
const FINISH_MS = 5_000;

/** Without a broker a commit is tried for ever: what it does not get across comes again, and is a duplicate. */
const LAST_COMMIT_MS = 2_000;

export type SessionOptions = {
  readonly kafka: Kafka;
  readonly name: string;
  readonly group: ConsumerGroup;
  readonly concurrency: number;
  /** What comes in closer succession comes in one answer and shares a transaction. */
  readonly paceMs: number;
  /** Resolves when the infrastructure is there: until then no new message is begun. */
  readonly untilFit: (signal: AbortSignal) => Promise<void>;
  readonly processMessage: ProcessMessage;
  readonly processBatch: ProcessBatch;
  readonly measurements: ConsumerMeasurements;
  readonly log: Log;
};

/**
 * Joins the group, reads and processes until `stop` is aborted, then finishes what it has begun, commits
 * and leaves. Throws when the stream has died; all that it had begun has come to an end by then.
 */
export const runSession = async (options: SessionOptions, stop: AbortSignal): Promise<void> => {
  const { kafka, name, group, paceMs, measurements, log } = options;
  const consumer = createGroupConsumer(kafka, kafka.named(name), paceMs);
  const died = Promise.withResolvers<never>();
  died.promise.catch(() => undefined);
  consumer.on('error' as never, (error: unknown) => died.reject(error));
  const signs = watchVitalSigns({
    isReachable: () => probeCluster(kafka),
    onDead: (what) => died.reject(new Error(`the consumer's ${what} have stopped`)),
    hasPartitions: () => consumer.assignments?.length !== 0,
  });
  listenToConsumer(consumer, signs, measurements.heartbeat);

  const stopped = Promise.withResolvers<undefined>();
  const onStop = (): void => stopped.resolve(undefined);
  stop.addEventListener('abort', onStop, { once: true });
  try {
    const named = { ...group, topics: group.topics.map(kafka.named) };
    const member = await Promise.race([joinGroup(consumer, named), died.promise, stopped.promise]);
    if (member === undefined || stop.aborted) return;
    member.stream.on('fetch', signs.fetched);
    log.info({ consumer: name, topics: group.topics }, 'consuming');
    await consume(options, member, signs.reading, Promise.race([died.promise, stopped.promise]));
  } finally {
    stop.removeEventListener('abort', onStop);
    signs.stop();
    await leaveGroup(consumer as Consumer);
  }
};

/** Reads until `ending` resolves (then finishes what was begun) or rejects (then abandons and throws). */
const consume = async (
  options: SessionOptions,
  member: GroupMember,
  reading: (wanted: boolean) => void,
  ending: Promise<undefined>,
): Promise<void> => {
  const { kafka, group, concurrency, paceMs, untilFit, log } = options;
  const plainNames = new Map(group.topics.map((topic) => [kafka.named(topic), topic]));
  const abandon = new AbortController();
  const lanes = createLanes({
    concurrency,
    capacity: QUEUED_MESSAGES,
    batch: BATCH_MESSAGES,
    paceMs,
    work: (works: readonly Work[]) => workOff(options, works, abandon.signal),
  });
  const partitions = new Map<string, PartitionProgress>();
  let closing = false;
  const commits = createOffsetCommits({ owned: member.owns, commit: member.commit });
  const stopCommitting = commitRegularly(commits, log);

  const progressOf = (id: string): PartitionProgress => {
    const known = partitions.get(id) ?? createPartitionProgress();
    partitions.set(id, known);
    return known;
  };

  const read = async (): Promise<undefined> => {
    for await (const message of member.stream) {
      const { topic, partition, offset } = message;
      const progress = progressOf(`${topic}:${partition}`);
      if (!progress.begin(offset)) continue;
      const incoming = toIncoming(message, plainNames.get(topic) ?? topic);
      reading(false);
      await untilFit(abandon.signal);
      if (closing) return;
      await lanes.add(`${topic}:${partition}:${incoming.key}`, {
        incoming,
        finish: () => {
          progress.finish(offset);
          commits.touch(topic, partition, progress);
        },
      });
      reading(true);
    }
    throw new Error('the stream has ended');
  };

  const done = read();
  done.catch(() => undefined);
  try {
    await Promise.race([done, ending]);
    closing = true;
    member.stream.destroy();
    await within(FINISH_MS, lanes.idle());
  } finally {
    closing = true;
    abandon.abort();
    member.stream.destroy();
    await within(FINISH_MS, lanes.idle());
    stopCommitting();
    await within(LAST_COMMIT_MS, commits.flush()).catch((error: unknown) =>
      log.debug({ err: error }, 'last offsets not committed'),
    );
  }
};

const commitRegularly = (commits: OffsetCommits, log: Log): (() => void) => {
  let flushing = false;
  const timer = setInterval(() => {
    if (flushing) return;
    flushing = true;
    commits
      .flush()
      .catch((error: unknown) => log.warn({ err: error }, 'offsets not committed, trying again'))
      .finally(() => {
        flushing = false;
      });
  }, COMMIT_MS);
  return () => clearInterval(timer);
};
