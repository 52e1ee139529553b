import {
  Base,
  type Broker,
  type Connection,
  FindCoordinatorKeyTypes,
  findCoordinatorV4,
  findErrorBy,
  initProducerIdV4,
  murmur2,
  NumericMap,
} from '@platformatic/kafka';
import { createCombinedProduce, type RoutedRecord } from './combined-produce.ts';
import type { Kafka } from './kafka.ts';
import { within } from './within.ts';

/** Longer than any broker needs; past it the connection is given up, not only the request. */
export const SEND_DEADLINE_MS = 5_000;

/** No transaction is ever opened under the transactional id, so none can time out. */
const TRANSACTION_TIMEOUT_MS = 10_000;

const MAX_REQUESTS_IN_FLIGHT = 24;

export type Publication = {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
};

/** Somebody has opened the same producer after us: what we know of the rows may be old. */
export class ProducerFenced extends Error {
  constructor(options?: ErrorOptions) {
    super('another relay has taken over', options);
    this.name = 'ProducerFenced';
  }
}

/**
 * Good until its first failure: then it is thrown away and opened again. Only one `send` at a time.
 * `send` resolves when all in-sync replicas have all publications; throws ProducerFenced.
 */
export type FencedProducer = { send(publications: readonly Publication[]): Promise<void> };

/** One connection for all producers of a process. */
export type ProducerClient = {
  /** From now on the broker refuses what earlier openings of the same transactional id send. */
  open(transactionalId: string): Promise<FencedProducer>;
  close(): void;
};

/**
 * Producers whose every opening raises the producer epoch of the transactional id (InitProducerId), and
 * whose batches carry it. A partition that has seen a newer epoch refuses older ones for good: that is
 * what keeps a relay that was frozen from putting old state after new. See docs/decisions/0002.
 */
export const createProducerClient = (kafka: Kafka): ProducerClient => {
  const client = new Base({
    ...kafka.connection,
    retries: 0,
    timeout: SEND_DEADLINE_MS,
    maxInflights: MAX_REQUESTS_IN_FLIGHT,
  });
  const produce = createCombinedProduce({
    connect: (leader) => client.connections.get(leader),
    deadlineMs: SEND_DEADLINE_MS,
  });

  const coordinatorOf = async (transactionalId: string): Promise<Connection> => {
    const { brokers } = await client.metadata({ topics: [] });
    const bootstrap = await client.connections.getFirstAvailable([...brokers.values()]);
    const { coordinators } = await findCoordinatorV4.api.async(
      bootstrap,
      FindCoordinatorKeyTypes.TRANSACTION,
      [transactionalId],
    );
    const [coordinator] = coordinators;
    if (coordinator === undefined) throw new Error(`no coordinator for ${transactionalId}`);
    return client.connections.get(coordinator);
  };

  const toRecords = async (publications: readonly Publication[]): Promise<Routed[]> => {
    const names = [...new Set(publications.map((publication) => kafka.named(publication.topic)))];
    const { topics, brokers } = await client.metadata({ topics: names });
    return publications.map((publication) => {
      const name = kafka.named(publication.topic);
      const topic = topics.get(name);
      if (topic === undefined) throw new Error(`topic ${name} does not exist`);
      const partition = partitionOf(publication.key, topic.partitionsCount);
      const leader = brokers.get(topic.partitions[partition]?.leader ?? -1);
      if (leader === undefined) throw new Error(`${name}/${partition} has no leader at this moment`);
      return { leader, record: toRecord(publication, name, partition) };
    });
  };

  const open: ProducerClient['open'] = async (transactionalId) => {
    const { producerId, producerEpoch } = await withDeadline(async () =>
      initProducerIdV4.api.async(
        await coordinatorOf(transactionalId),
        transactionalId,
        TRANSACTION_TIMEOUT_MS,
      ),
    );
    const sequences = new NumericMap();
    const sendAll = async (publications: readonly Publication[]): Promise<void> => {
      const routed = await toRecords(publications);
      const byLeader = Map.groupBy(routed, ({ leader }) => leader);
      await Promise.all(
        [...byLeader].map(([leader, group]) =>
          produce(
            leader,
            group.map(({ record }) => record),
            { producerId, producerEpoch, sequences },
          ),
        ),
      );
      for (const { record } of routed) {
        sequences.postIncrement(`${record.topic}:${record.partition}`, 1, 0);
      }
    };
    return {
      send: async (publications) => {
        try {
          await withDeadline(() => sendAll(publications));
        } catch (error) {
          throw isFencing(error) ? new ProducerFenced({ cause: error }) : error;
        }
      },
    };
  };

  return { open, close: () => void client.close().catch(() => undefined) };
};

/** The partition that Kafka's own clients choose, so that every tool finds a key where it looks for it. */
const partitionOf = (key: string, partitions: number): number =>
  (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;

type Routed = { readonly leader: Broker; readonly record: RoutedRecord };

const toRecord = (publication: Publication, topic: string, partition: number): Routed['record'] => ({
  topic,
  partition,
  key: Buffer.from(publication.key),
  value: Buffer.from(publication.payload),
  headers: new Map(
    Object.entries(publication.headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)]),
  ),
});

const isFencing = (error: unknown): boolean =>
  error instanceof Error &&
  ['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED'].some((apiId) => findErrorBy(error, 'apiId', apiId) !== null);

const withDeadline = async <T>(work: () => Promise<T>): Promise<T> => {
  const working = work();
  if (await within(SEND_DEADLINE_MS, working)) return working;
  throw new Error(`no answer of the broker within ${SEND_DEADLINE_MS} ms`);
};
