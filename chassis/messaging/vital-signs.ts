import { Base, type Consumer } from '@platformatic/kafka';
import type { Kafka } from './kafka.ts';
import { within } from './within.ts';

const CHECK_MS = 1_000;
const PROBE_DEADLINE_MS = 2_000;

/** How long a consumer may be silent while the cluster answers: a little longer than joining can take. */
export const SILENCE_MS = 20_000;

export type VitalSigns = {
  /** The stream gave an answer, even an empty one. */
  fetched(): void;
  heartbeat(): void;
  /** Whether the stream is being asked for messages: one that is not need not fetch. */
  reading(wanted: boolean): void;
  stop(): void;
};

/** From when on the cluster is asked whether it is there at all. */
const SUSPICIOUS_MS = 3_000;

/**
 * Calls `onDead` when fetches or heartbeats have stopped though the cluster can be reached. While it cannot,
 * silence means nothing: the consumer finds back by itself, and a new one would find no broker either.
 */
export const watchVitalSigns = (deps: {
  readonly isReachable: () => Promise<boolean>;
  readonly onDead: (what: string) => void;
  /** A member of a group with more members than partitions has nothing to fetch. */
  readonly hasPartitions: () => boolean;
  readonly now?: () => number;
}): VitalSigns & { check(): Promise<void> } => {
  const { isReachable, onDead, hasPartitions, now = () => performance.now() } = deps;
  let lastFetch = now();
  let lastHeartbeat = now();
  let reachableFrom = now();
  let wanted = true;
  let stopped = false;
  let checking = false;

  const lastSign = (): { at: number; what: string } =>
    wanted && lastFetch < lastHeartbeat
      ? { at: lastFetch, what: 'fetches' }
      : { at: lastHeartbeat, what: 'heartbeats' };

  const check = async (): Promise<void> => {
    if (!hasPartitions()) lastFetch = now();
    if (checking || now() - lastSign().at <= SUSPICIOUS_MS) return;
    checking = true;
    try {
      if (!(await isReachable())) reachableFrom = now();
      const { at, what } = lastSign();
      if (!stopped && now() - Math.max(at, reachableFrom) > SILENCE_MS) onDead(what);
    } finally {
      checking = false;
    }
  };

  const timer = setInterval(() => void check(), CHECK_MS);
  return {
    fetched: () => {
      lastFetch = now();
    },
    heartbeat: () => {
      lastHeartbeat = now();
    },
    reading: (on) => {
      if (on && !wanted) lastFetch = now();
      wanted = on;
    },
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
    check,
  };
};

/** Whether a connection of its own gets an answer from the cluster. */
export const probeCluster = async (kafka: Kafka): Promise<boolean> => {
  const client = new Base({ ...kafka.connection, retries: 0 });
  try {
    return await within(PROBE_DEADLINE_MS, client.metadata({ topics: [] }));
  } catch {
    return false;
  } finally {
    await client.close().catch(() => undefined);
  }
};

export const listenToConsumer = (consumer: Consumer, signs: VitalSigns, onHeartbeat: () => void): void => {
  const beat = (): void => {
    signs.heartbeat();
    onHeartbeat();
  };
  consumer.on('consumer:heartbeat:end', beat);
  consumer.on('consumer:group:join', beat);
};
