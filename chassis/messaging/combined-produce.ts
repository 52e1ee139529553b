import {
  type Broker,
  type Connection,
  createAPI,
  createRecordsBatch,
  type MessageRecord,
  type NumericMap,
  ProduceAcks,
  produceV9,
  ResponseError,
  Writer,
} from '@platformatic/kafka';

/** Whose records they are: what the broker knows a producer and its epoch by. */
type ProducerIdentity = {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** By `topic:partition`, the number of the next record. */
  readonly sequences: NumericMap;
};

export type RoutedRecord = MessageRecord & { readonly partition: number };

/** Resolves when all in-sync replicas have the records; rejects when they lack any of these, whatever became of others. */
type CombinedProduce = (
  leader: Broker,
  records: readonly RoutedRecord[],
  identity: ProducerIdentity,
) => Promise<void>;

type Batch = { readonly topic: string; readonly partition: number; readonly records: Writer };
type Waiting = { readonly batches: readonly Batch[]; readonly answered: PromiseWithResolvers<void> };

/**
 * What several producers send at the same moment goes to a leader as one request: a producer is a property of
 * each batch, not of the request, and small requests are most of what brokers and relays are busy with.
 */
export const createCombinedProduce = (options: {
  readonly connect: (leader: Broker) => Promise<Connection>;
  readonly deadlineMs: number;
}): CombinedProduce => {
  const queues = new Map<string, Waiting[]>();

  const send = async (leader: Broker, several: readonly Waiting[]): Promise<void> => {
    try {
      const batches = several.flatMap((one) => one.batches);
      const response = await produceBatches.async(await options.connect(leader), options.deadlineMs, batches);
      for (const { batches: own, answered } of several) settle(own, response, answered);
    } catch (error) {
      for (const { answered } of several) answered.reject(error);
    }
  };

  const flush = (leader: Broker): void => {
    const waiting = queues.get(addressOf(leader)) ?? [];
    queues.delete(addressOf(leader));
    for (const request of intoRequests(waiting)) void send(leader, request);
  };

  return (leader, records, identity) => {
    const batches = [...Map.groupBy(records, ({ topic, partition }) => `${topic}:${partition}`).values()];
    const one: Waiting = {
      batches: batches.map((own) => toBatch(own, identity)),
      answered: Promise.withResolvers<void>(),
    };
    const queue = queues.get(addressOf(leader));
    if (queue) queue.push(one);
    else {
      queues.set(addressOf(leader), [one]);
      // After all that one turn of the event loop has to send.
      setImmediate(flush, leader);
    }
    return one.answered.promise;
  };
};

const addressOf = ({ host, port }: Broker): string => `${host}:${port}`;

const toBatch = (records: readonly RoutedRecord[], identity: ProducerIdentity): Batch => {
  const [first] = records;
  if (first === undefined) throw new Error('a batch has at least one record');
  const { topic, partition } = first;
  return { topic, partition, records: createRecordsBatch([...records], identity) };
};

/** A request holds one batch of a partition. Producers that share one get requests of their own. */
const intoRequests = (waiting: readonly Waiting[]): Waiting[][] => {
  const requests: { readonly partitions: Set<string>; readonly several: Waiting[] }[] = [];
  for (const one of waiting) {
    const own = one.batches.map(({ topic, partition }) => `${topic}:${partition}`);
    let request = requests.find(({ partitions }) => partitions.isDisjointFrom(new Set(own)));
    if (request === undefined) {
      request = { partitions: new Set(), several: [] };
      requests.push(request);
    }
    for (const partition of own) request.partitions.add(partition);
    request.several.push(one);
  }
  return requests.map(({ several }) => several);
};

const settle = (
  batches: readonly Batch[],
  { responses }: produceV9.ProduceResponse,
  answered: PromiseWithResolvers<void>,
): void => {
  const failed = batches.flatMap(({ topic, partition }) => {
    const answer = responses
      .find(({ name }) => name === topic)
      ?.partitionResponses.find(({ index }) => index === partition);
    if (answer?.errorCode === 0) return [];
    const error: [number, string | null] = [answer?.errorCode ?? -1, answer?.errorMessage ?? null];
    return [[`/${topic}/${partition}`, error] as const];
  });
  if (failed.length === 0) answered.resolve();
  else answered.reject(new ResponseError(PRODUCE, VERSION, Object.fromEntries(failed), { responses }));
};

const PRODUCE = 0;
const VERSION = 9;

const createRequest = (deadlineMs: number, batches: readonly Batch[]): Writer =>
  Writer.create()
    .appendString(null)
    .appendInt16(ProduceAcks.ALL)
    .appendInt32(deadlineMs)
    .appendArray([...Map.groupBy(batches, ({ topic }) => topic)], (topics, [topic, own]) => {
      topics.appendString(topic).appendArray(own, (partitions, { partition, records }) => {
        partitions
          .appendInt32(partition)
          .appendUnsignedVarInt(records.length + 1)
          .appendFrom(records);
      });
    })
    .appendTaggedFields();

/** Errors of partitions are in the answer, for each producer to find its own. */
const parseResponse: typeof produceV9.parseResponse = (...answer) => {
  try {
    return produceV9.parseResponse(...answer);
  } catch (error) {
    if (error instanceof ResponseError && 'response' in error) {
      return error.response as produceV9.ProduceResponse;
    }
    throw error;
  }
};

const produceBatches = createAPI<[number, readonly Batch[]], produceV9.ProduceResponse>(
  PRODUCE,
  VERSION,
  createRequest,
  parseResponse,
);
