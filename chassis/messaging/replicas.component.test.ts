import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Registry } from '@prometheus-io/client';
import {
  eventually,
  silentLog,
  type TestDatabase,
  type TestKafka,
  testDatabase,
  testKafka,
} from '../testing/index.ts';
import { Counted, TEST_MIGRATIONS } from './event-for-tests.ts';
import { createOutbox } from './index.ts';
import { CHANNEL, createWakeUp, parseNotification } from './wake-up.ts';

describe('the relays of several replicas', () => {
  let database: TestDatabase;
  let kafka: TestKafka;

  before(async () => {
    database = await testDatabase(TEST_MIGRATIONS);
    kafka = await testKafka([Counted.topic]);
  });

  after(async () => {
    await kafka.close();
    await database.close();
  });

  const replica = () => {
    const metrics = new Registry();
    const outbox = createOutbox({
      db: database.db,
      kafka: kafka.kafka,
      service: 'test',
      metrics,
      log: silentLog(),
    });
    const published = async (): Promise<number> =>
      (await metrics.getSingleMetric('messaging_client_sent_messages_total')?.get())?.values[0]?.value ?? 0;
    return { ...outbox, published };
  };

  const holders = async (): Promise<number> =>
    (
      await database.db.query<{ holders: number }>({
        name: 'test-holders',
        text: 'SELECT count(DISTINCT owner) AS holders FROM messaging.outbox_lease WHERE expires_at > now()',
      })
    ).rows[0]?.holders ?? 0;

  test('share the buckets: what one appends is published once, by whoever holds its bucket', async () => {
    const [one, two] = [replica(), replica()];
    await one.relay.start();
    await two.relay.start();
    try {
      await eventually(async () => assert.equal(await holders(), 2));
      for (let n = 0; n < 40; n++) {
        await database.db.transaction((tx) => one.append(tx, Counted, { key: `key-${n}`, number: 1 }));
      }
      await eventually(async () => assert.equal((await kafka.read(Counted.topic)).length, 40));
      assert.ok((await two.published()) > 0);
      assert.equal((await one.published()) + (await two.published()), 40);
    } finally {
      await one.relay.stop();
      await two.relay.stop();
    }
  });

  test('tell each other of new rows, several buckets in one notification', async () => {
    const heard: string[] = [];
    const subscription = database.db.listen(CHANNEL, (payload) => heard.push(payload));
    const wakeUp = createWakeUp(database.db, silentLog());
    try {
      await eventually(() => {
        wakeUp.call([11]);
        assert.ok(heard.includes('11'), 'not listening yet');
      });
      await eventually(() => {
        heard.length = 0;
        wakeUp.call([1, 2]);
        wakeUp.call([2, 3]);
        return eventually(() => assert.deepEqual(heard.map(parseNotification), [[1, 2, 3]]), { within: 500 });
      });
    } finally {
      await subscription.stop();
    }
  });

  test('the one that is left takes over from one that stops', async () => {
    const [one, two] = [replica(), replica()];
    await one.relay.start();
    await two.relay.start();
    try {
      await eventually(async () => assert.equal(await holders(), 2));
      await one.relay.stop();
      await database.db.transaction((tx) =>
        two.appendAll(
          tx,
          Counted,
          Array.from({ length: 20 }, (_, n) => ({ key: `left-${n}`, number: 1 })),
        ),
      );
      await eventually(async () => assert.equal(await two.published(), 20));
    } finally {
      await two.relay.stop();
    }
  });
});
