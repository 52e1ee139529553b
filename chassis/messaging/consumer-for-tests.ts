import { Registry } from '@prometheus-io/client';
import { v7 } from 'uuid';
import type { Transaction } from '../postgres/index.ts';
import type { Background } from '../service/index.ts';
import { silentLog, type TestKafka, testDatabase, testKafka } from '../testing/index.ts';
import type { ConsumerOptions } from './consumer.ts';
import type { Event } from './event.ts';
import { Counted, TEST_MIGRATIONS } from './event-for-tests.ts';
import { createConsumer, handle } from './index.ts';

type Data = { key: string; number: number };

export type ParkedRow = {
  readonly key: string;
  readonly event_id: string | null;
  readonly reason: string;
  readonly attempts: number;
  readonly payload: Buffer;
};

export type TestConsumers = Awaited<ReturnType<typeof testConsumers>>;

/** A database and a topic, and consumers whose effects are rows of a table. */
export const testConsumers = async () => {
  const database = await testDatabase(TEST_MIGRATIONS);
  const kafka: TestKafka = await testKafka([Counted.topic]);
  const { db } = database;
  const running: Background[] = [];

  const effects = async (consumer: string): Promise<Data[]> =>
    (
      await db.query<Data>({
        name: 'test-effects',
        text: 'SELECT key, number FROM effect WHERE consumer = $1 ORDER BY n',
        values: [consumer],
      })
    ).rows;

  return {
    db,
    kafka,

    /** Leaves an effect for every event of `keys`, after `react`. */
    consume: async (
      options: {
        readonly keys: RegExp;
        readonly react?: (tx: Transaction, event: Event<Data>) => Promise<void>;
        readonly name?: string;
      } & Pick<Partial<ConsumerOptions>, 'inbox' | 'group' | 'metrics'>,
    ) => {
      const { keys, react, name = `test.consumer-${v7()}`, ...rest } = options;
      const consumer = createConsumer({
        db,
        kafka: kafka.kafka,
        name,
        group: { topics: [Counted.topic], start: 'earliest' },
        metrics: new Registry(),
        log: silentLog(),
        ...rest,
        handlers: [
          handle(Counted, async (tx, event) => {
            if (!keys.test(event.key)) return;
            await react?.(tx, event);
            await tx.query({
              name: 'test-effect',
              text: 'INSERT INTO effect (consumer, event_id, key, number) VALUES ($1, $2, $3, $4)',
              values: [name, event.id, event.key, event.data.number],
            });
          }),
        ],
      });
      await consumer.start();
      running.push(consumer);
      return { name, handlers: consumer.handlers, stop: () => consumer.stop() };
    },

    produce: (key: string, number: number, id: string = v7(), value: unknown = { key, number }) =>
      kafka.produce(Counted.topic, {
        key,
        value,
        headers: { ce_id: id, ce_type: Counted.type, ce_time: '2026-01-01T00:00:00.000Z' },
      }),

    effects,
    numbersOf: async (consumer: string, key: string): Promise<number[]> =>
      (await effects(consumer)).filter((effect) => effect.key === key).map((effect) => effect.number),

    parked: async (consumer: string): Promise<ParkedRow[]> =>
      (
        await db.query<ParkedRow>({
          name: 'test-parked',
          text: `SELECT key, event_id, reason, attempts, payload FROM messaging.parked_message
                  WHERE consumer = $1 ORDER BY id`,
          values: [consumer],
        })
      ).rows,

    close: async (): Promise<void> => {
      await Promise.all(running.map((consumer) => consumer.stop()));
      await kafka.close();
      await database.close();
    },
  };
};
