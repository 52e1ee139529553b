import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { createDatabase, type Database } from '../postgres/index.ts';
import {
  eventually,
  silentLog,
  type TestDatabase,
  type TestKafka,
  testDatabase,
  testKafka,
} from '../testing/index.ts';
import { Counted, TEST_MIGRATIONS } from './event-for-tests.ts';
import { createConsumer, createKafka, createOutbox, handle, type Kafka, type Outbox } from './index.ts';
import { type TestProxy, testBrokerProxy, testProxy } from './proxy-for-tests.ts';

const RECOVERY = { within: 20_000 };

describe('outages', () => {
  let database: TestDatabase;
  let cluster: TestKafka;
  let brokerProxy: TestProxy;
  let databaseProxy: TestProxy;
  /** Through the proxies. */
  let kafka: Kafka;
  let db: Database;

  before(async () => {
    database = await testDatabase(TEST_MIGRATIONS);
    cluster = await testKafka([Counted.topic]);
    brokerProxy = await testBrokerProxy(cluster.brokers[0] ?? '');
    const url = new URL(database.url);
    databaseProxy = await testProxy({ host: url.hostname, port: Number(url.port) });
    url.hostname = '127.0.0.1';
    url.port = String(databaseProxy.port);
    db = createDatabase({
      url: url.href,
      poolSize: 10,
      applicationName: 'outages',
      metrics: new Registry(),
      log: silentLog(),
    });
    kafka = createKafka({
      brokers: [`127.0.0.1:${brokerProxy.port}`],
      clientId: 'outages',
      namespace: cluster.namespace,
      log: silentLog(),
    });
  });

  after(async () => {
    await cluster.close();
    await db.close();
    await database.close();
    await brokerProxy.close();
    await databaseProxy.close();
  });

  const run = async (
    name: string,
    key: string,
    during: (deps: {
      append: (number: number) => Promise<void>;
      seen: () => Promise<number[]>;
      stop: () => Promise<void>;
    }) => Promise<void>,
  ): Promise<void> => {
    const log = silentLog();
    const outbox: Outbox = createOutbox({ db, kafka, service: 'test', metrics: new Registry(), log });
    const consumer = createConsumer({
      db,
      kafka,
      name,
      group: { topics: [Counted.topic], start: 'earliest' },
      metrics: new Registry(),
      log,
      handlers: [
        handle(Counted, async (tx, event) => {
          if (event.key !== key) return;
          await tx.query({
            name: 'test-effect',
            text: 'INSERT INTO effect (consumer, event_id, key, number) VALUES ($1, $2, $3, $4)',
            values: [name, event.id, event.key, event.data.number],
          });
        }),
      ],
    });
    // Past the proxies: what the test itself does must work during an outage.
    const append = (number: number) =>
      database.db.transaction((tx) => outbox.append(tx, Counted, { key, number }));
    const seen = async () =>
      (
        await database.db.query<{ number: number }>({
          name: 'test-seen',
          text: 'SELECT number FROM effect WHERE consumer = $1 ORDER BY n',
          values: [name],
        })
      ).rows.map((row) => row.number);
    await outbox.relay.start();
    await consumer.start();
    try {
      await during({ append, seen, stop: () => consumer.stop() });
    } finally {
      brokerProxy.heal();
      databaseProxy.heal();
      await consumer.stop();
      await outbox.relay.stop();
    }
    const { rows } = await database.db.query({
      name: 'test-parked-of',
      text: 'SELECT 1 FROM messaging.parked_message WHERE consumer = $1',
      values: [name],
    });
    assert.equal(rows.length, 0, 'an outage parks nothing');
  };

  test('without a broker start returns at once, and all goes on when it comes', async () => {
    brokerProxy.cut();
    await run('test.late-broker', 'late', async ({ append, seen }) => {
      await append(1);
      await append(2);
      assert.deepEqual(await seen(), []);
      brokerProxy.heal();
      await eventually(async () => assert.deepEqual(await seen(), [1, 2]), RECOVERY);
    });
  });

  test('after all connections to the brokers have died both sides find back, in order and once', async () => {
    await run('test.broker-lost', 'lost', async ({ append, seen }) => {
      await append(1);
      await eventually(async () => assert.deepEqual(await seen(), [1]), RECOVERY);
      for (const number of [2, 3]) {
        brokerProxy.cut();
        await append(number);
        brokerProxy.heal();
        await eventually(
          async () => assert.deepEqual(await seen(), number === 2 ? [1, 2] : [1, 2, 3]),
          RECOVERY,
        );
      }
    });
  });

  test('while the database is away nothing is lost, doubled or parked', async () => {
    await run('test.database-lost', 'database', async ({ append, seen }) => {
      await append(1);
      await eventually(async () => assert.deepEqual(await seen(), [1]), RECOVERY);
      for (let number = 2; number <= 40; number++) {
        if (number === 10) databaseProxy.cut();
        if (number === 30) databaseProxy.heal();
        await append(number);
      }
      const all = Array.from({ length: 40 }, (_, n) => n + 1);
      await eventually(async () => assert.deepEqual(await seen(), all), RECOVERY);
    });
  });

  test('a consumer stops in time, even without a broker and with offsets still to commit', async () => {
    await run('test.stop', 'stop', async ({ append, seen, stop }) => {
      await append(1);
      await eventually(async () => assert.deepEqual(await seen(), [1]), RECOVERY);
      brokerProxy.cut();
      const began = performance.now();
      await stop();
      assert.ok(performance.now() - began < 10_000);
    });
  });
});
