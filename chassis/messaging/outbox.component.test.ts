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
import { createOutbox, EventRefused } from './index.ts';
import { MAX_PAYLOAD_BYTES } from './new-row.ts';

type Row = { key: string; type: string; topic: string; headers: Record<string, string>; payload: string };

describe('the outbox', () => {
  let database: TestDatabase;
  let kafka: TestKafka;
  const metrics = new Registry();
  const log = silentLog();

  const outboxWith = (registry: Registry) =>
    createOutbox({ db: database.db, kafka: kafka.kafka, service: 'test', metrics: registry, log });

  const rows = async (): Promise<Row[]> =>
    (
      await database.db.query<Row>({
        name: 'test-rows',
        text: 'SELECT key, type, topic, headers, payload FROM messaging.outbox ORDER BY id',
      })
    ).rows;

  before(async () => {
    database = await testDatabase(TEST_MIGRATIONS);
    kafka = await testKafka([Counted.topic]);
  });

  after(async () => {
    await kafka.close();
    await database.close();
  });

  test('holds nothing of a transaction that was rolled back', async () => {
    const outbox = outboxWith(new Registry());
    await assert.rejects(
      database.db.transaction(async (tx) => {
        await outbox.append(tx, Counted, { key: 'rolled-back', number: 1 });
        throw new Error('changed my mind');
      }),
      /changed my mind/,
    );
    assert.deepEqual(
      (await rows()).filter((row) => row.key === 'rolled-back'),
      [],
    );
  });

  test('holds what is appended while the transaction is about to commit, before and after its own rows', async () => {
    const outbox = outboxWith(new Registry());
    await database.db.transaction(async (tx) => {
      await outbox.append(tx, Counted, { key: 'late', number: 1 });
      tx.beforeCommit(() => outbox.append(tx, Counted, { key: 'late', number: 2 }));
      tx.beforeCommit(() => outbox.append(tx, Counted, { key: 'late', number: 3 }));
    });
    assert.equal((await rows()).filter((row) => row.key === 'late').length, 3);
    // What other tests publish is theirs alone.
    await database.db.query({
      name: 'test-forget-late',
      text: `DELETE FROM messaging.outbox WHERE key = 'late'`,
    });
  });

  test('refuses data that break the schema, and the transaction can tell why', async () => {
    const outbox = outboxWith(new Registry());
    await assert.rejects(
      database.db.transaction((tx) => outbox.append(tx, Counted, { key: 'broken', number: -1 })),
      (error) =>
        error instanceof EventRefused &&
        error.code === 'messaging/event-invalid' &&
        /number/.test(error.message),
    );
  });

  test('refuses an event that no broker would take', async () => {
    const outbox = outboxWith(new Registry());
    const pad = 'x'.repeat(MAX_PAYLOAD_BYTES);
    await assert.rejects(
      database.db.transaction((tx) => outbox.append(tx, Counted, { key: 'large', number: 1, pad })),
      (error) => error instanceof EventRefused && error.code === 'messaging/event-too-large',
    );
  });

  test('publishes committed events as CloudEvents in binary mode, in order for every key', async () => {
    const outbox = outboxWith(metrics);
    await outbox.relay.start();
    try {
      const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`);
      for (let number = 1; number <= 5; number++) {
        await database.db.transaction((tx) =>
          outbox.appendAll(
            tx,
            Counted,
            keys.map((key) => ({ key, number })),
          ),
        );
      }
      const messages = await eventually(async () => {
        const all = await kafka.read(Counted.topic);
        assert.equal(all.length, 100);
        return all;
      });
      for (const key of keys) {
        const numbers = messages
          .filter((message) => message.key === key)
          .map((message) => (message.value as { number: number }).number);
        assert.deepEqual(numbers, [1, 2, 3, 4, 5]);
      }
      const [message] = messages;
      assert.equal(message?.headers.ce_type, Counted.type);
      assert.equal(message?.headers.ce_specversion, '1.0');
      assert.equal(message?.headers.ce_source, '/fondaco/test');
      assert.equal(message?.headers.ce_subject, message?.key);
      assert.equal(message?.headers['content-type'], 'application/json');
      assert.match(message?.headers.ce_id ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      assert.match(message?.headers.ce_time ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

      const published = await metrics.getSingleMetric('messaging_client_sent_messages_total')?.get();
      assert.equal(published?.values[0]?.value, 100);
      await eventually(async () => {
        const { rows: unpublished } = await database.db.query({
          name: 'test-unpublished',
          text: 'SELECT 1 FROM messaging.outbox WHERE published_at IS NULL',
        });
        assert.equal(unpublished.length, 0);
      });
    } finally {
      await outbox.relay.stop();
    }
  });

  test('publishes rows that together are larger than one batch may be', async () => {
    const outbox = outboxWith(new Registry());
    const pad = 'x'.repeat(300 * 1024);
    await database.db.transaction((tx) =>
      outbox.appendAll(
        tx,
        Counted,
        [1, 2, 3, 4, 5].map((number) => ({ key: 'heavy', number, pad })),
      ),
    );
    await outbox.relay.start();
    try {
      await eventually(async () => {
        const heavy = (await kafka.read(Counted.topic)).filter((message) => message.key === 'heavy');
        assert.deepEqual(
          heavy.map((message) => (message.value as { number: number }).number),
          [1, 2, 3, 4, 5],
        );
      });
    } finally {
      await outbox.relay.stop();
    }
  });
});
