import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { v7 } from 'uuid';
import { DatabaseUnavailable, type Transaction } from '../postgres/index.ts';
import { silentLog, type TestDatabase, testDatabase } from '../testing/index.ts';
import { measureConsumer } from './consumer-measurements.ts';
import type { Event } from './event.ts';
import { Counted, TEST_MIGRATIONS } from './event-for-tests.ts';
import type { HandlerOptions } from './handler.ts';
import type { Incoming } from './incoming.ts';
import { createOutbox, handle, Unprocessable } from './index.ts';
import { createKafka } from './kafka.ts';
import { insertParkedMessage } from './parked-message-store.ts';
import { createProcessBatch } from './process-batch.ts';

type Data = { key: string; number: number };
type React = (tx: Transaction, event: Event<Data>) => Promise<void>;

describe('a batch of messages', () => {
  let database: TestDatabase;
  let metrics: Registry;
  let consumer: string;
  let offset = 0n;

  before(async () => {
    database = await testDatabase(TEST_MIGRATIONS);
  });
  after(() => database.close());
  beforeEach(() => {
    metrics = new Registry();
    consumer = `test.batch-${v7()}`;
  });

  const processing = (
    react: React = async () => undefined,
    options: HandlerOptions<typeof Counted.schema> & { readonly inbox?: boolean } = {},
  ) => {
    const effect: React = async (tx, event) => {
      await react(tx, event);
      await tx.query({
        name: 'test-effect',
        text: 'INSERT INTO effect (consumer, event_id, key, number) VALUES ($1, $2, $3, $4)',
        values: [consumer, event.id, event.key, event.data.number],
      });
    };
    return createProcessBatch({
      db: database.db,
      consumer,
      handlers: [handle(Counted, effect, options)],
      inbox: options.inbox ?? true,
      measurements: measureConsumer(metrics, consumer),
      log: silentLog(),
    });
  };

  const message = (key: string, id: string = v7(), type: string = Counted.type): Incoming => {
    offset += 1n;
    return {
      topic: Counted.topic,
      partition: 0,
      offset,
      key,
      headers: { ce_id: id, ce_type: type, ce_time: '2026-01-01T00:00:00.000Z' },
      payload: Buffer.from(JSON.stringify({ key, number: 1 })),
    };
  };

  const select = async <Row>(name: string, text: string): Promise<Row[]> =>
    (await database.db.query<Row>({ name, text, values: [consumer] })).rows;
  const effects = async (): Promise<string[]> =>
    (await select<Data>('test-batch-effects', 'SELECT key FROM effect WHERE consumer = $1 ORDER BY n')).map(
      ({ key }) => key,
    );
  const outcomes = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      ((await metrics.getSingleMetric('messaging_client_consumed_messages_total')?.get())?.values ?? []).map(
        (value) => [String(value.labels.outcome), value.value],
      ),
    );

  test('shares one transaction with its inbox rows, in the order of the keys', async () => {
    const process = processing();
    assert.equal(await process(['c', 'a', 'b'].map((key) => message(key))), undefined);
    assert.deepEqual(await effects(), ['a', 'b', 'c']);
    const [transactions] = await select<{ count: number; inbox: number }>(
      'test-batch-transactions',
      `SELECT count(DISTINCT xmin::text), (SELECT count(*) FROM messaging.inbox WHERE consumer = $1
          AND xmin::text IN (SELECT xmin::text FROM effect WHERE consumer = $1)) AS inbox
         FROM effect WHERE consumer = $1`,
    );
    assert.deepEqual(transactions, { count: 1, inbox: 3 });
    assert.deepEqual(await outcomes(), { processed: 3 });
  });

  test('leaves out what was done before, what comes twice in it, and what nobody handles', async () => {
    const process = processing();
    const before = message('before');
    await process([before, message('other')]);
    const twice = v7();
    const batch = [
      before,
      message('twice-1', twice),
      message('twice-2', twice),
      message('ignored', v7(), 'test.unknown.v1'),
    ];
    assert.equal(await process(batch), undefined);
    assert.deepEqual(await effects(), ['before', 'other', 'twice-1']);
    assert.deepEqual(await outcomes(), { processed: 3, duplicate: 2, ignored: 1 });
  });

  test('parks what comes behind a parked message of its key, and handles the rest', async () => {
    await insertParkedMessage(database.db, {
      ...message('behind'),
      consumer,
      eventId: v7(),
      type: Counted.type,
      reason: 'test',
      attempts: 1,
    });
    assert.equal(await processing()([message('behind'), message('free')]), undefined);
    assert.deepEqual(await effects(), ['free']);
    const rows = await select<{ reason: string }>(
      'test-batch-parked',
      'SELECT reason FROM messaging.parked_message WHERE consumer = $1 ORDER BY id',
    );
    assert.deepEqual(
      rows.map(({ reason }) => reason),
      ['test', 'behind-parked'],
    );
    assert.deepEqual(await outcomes(), { processed: 1, parked: 1 });
  });

  test('undoes all of it when one fails, and says which', async () => {
    const batch = ['a', 'b', 'c'].map((key) => message(key));
    const error = new Unprocessable('not b');
    const process = processing(async (_tx, event) => {
      if (event.key === 'b') throw error;
    });
    assert.deepEqual(await process(batch), { failed: batch[1], error });
    assert.deepEqual(await effects(), []);
    assert.deepEqual(
      await select('test-batch-inbox', 'SELECT 1 FROM messaging.inbox WHERE consumer = $1'),
      [],
    );
    assert.deepEqual(await outcomes(), {});
  });

  test('blames a message that is no event, and nobody when the database fails at the end', async () => {
    const broken = message('broken', 'no-uuid');
    const failure = await processing()([message('a'), broken]);
    assert.equal(failure?.failed, broken);
    const atCommit = await processing(async (tx) =>
      tx.beforeCommit(async () => {
        throw new DatabaseUnavailable('away');
      }),
    )([message('a'), message('b')]);
    assert.equal(atCommit?.failed, undefined);
    assert.ok(atCommit?.error instanceof DatabaseUnavailable);
  });

  test('is prepared once, with all that will be handled, before the first of it is', async () => {
    const seen: string[] = [];
    const process = processing(async (_tx, event) => void seen.push(event.key), {
      prepare: async (_tx, events) => void seen.push(`prepare ${events.map(({ key }) => key).join()}`),
    });
    const done = message('done');
    await process([done, message('first')]);
    seen.length = 0;
    await process([message('z'), done, message('y'), message('x')]);
    assert.deepEqual(seen, ['prepare x,y,z', 'x', 'y', 'z']);
  });

  test('is prepared at once for all types that share how', async () => {
    const Other = { ...Counted, type: 'test.counter.other.v1' };
    const seen: string[] = [];
    const prepare = async (_tx: Transaction, events: readonly Event<Data>[]) =>
      void seen.push(events.map(({ key, type }) => `${key} ${type}`).join());
    const react = async () => undefined;
    const process = createProcessBatch({
      db: database.db,
      consumer,
      handlers: [handle(Other, react, { prepare }), handle(Counted, react, { prepare })],
      inbox: true,
      measurements: measureConsumer(metrics, consumer),
      log: silentLog(),
    });
    await process([message('c'), message('b', v7(), Other.type), message('a')]);
    assert.deepEqual(seen, [`a ${Counted.type},b ${Other.type},c ${Counted.type}`]);
  });

  test('is not prepared with data that break the schema: that message is to blame', async () => {
    const broken = { ...message('broken'), payload: Buffer.from('{"key":"broken"}') };
    let prepared = false;
    const process = processing(undefined, {
      prepare: async () => {
        prepared = true;
      },
    });
    const failure = await process([message('a'), broken, message('z')]);
    assert.equal(failure?.failed, broken);
    assert.ok(failure?.error instanceof Unprocessable);
    assert.equal(prepared, false);
  });

  test('is handed to a handler without an inbox as it is', async () => {
    const id = v7();
    await processing(undefined, { inbox: false })([message('a', id), message('b', id)]);
    assert.deepEqual(await effects(), ['a', 'b']);
  });

  test('writes all events that it leads to as one statement, in the order in which they were appended', async () => {
    const log = silentLog();
    const outbox = createOutbox({
      db: database.db,
      kafka: createKafka({ brokers: ['127.0.0.1:1'], clientId: 'test', namespace: '', log }),
      service: 'test',
      metrics,
      log,
    });
    const process = processing(async (tx, event) => {
      await outbox.appendAll(tx, Counted, [
        { key: consumer, number: event.key === 'a' ? 1 : 3 },
        { key: `${consumer}-${event.key}`, number: 0 },
      ]);
      await outbox.append(tx, Counted, { key: consumer, number: event.key === 'a' ? 2 : 4 });
    });
    assert.equal(await process([message('b'), message('a')]), undefined);
    const rows = await select<{ key: string; number: number; statement: string }>(
      'test-batch-outbox',
      `SELECT key, (payload::jsonb ->> 'number')::int AS number, cmin::text AS statement FROM messaging.outbox
        WHERE key LIKE $1 || '%' ORDER BY id`,
    );
    assert.deepEqual(
      rows.map(({ key, number }) => [key.slice(consumer.length), number]),
      [
        ['', 1],
        ['-a', 0],
        ['', 2],
        ['', 3],
        ['-b', 0],
        ['', 4],
      ],
    );
    assert.equal(new Set(rows.map(({ statement }) => statement)).size, 1);
  });
});
