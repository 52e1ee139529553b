import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { v7 } from 'uuid';
import { eventually } from '../../testing/index.ts';
import { type TestConsumers, testConsumers } from '../consumer-for-tests.ts';
import { Counted } from '../event-for-tests.ts';
import { Unprocessable } from '../index.ts';
import { insertParkedMessage } from '../parked-message-store.ts';
import { parkedMessagesApi, parkMessage } from './parked-messages-for-tests.ts';
import { staysBehindParked } from './sequence-store.ts';

describe('a retry beside the consumer', () => {
  let consumers: TestConsumers;
  const closing: (() => Promise<void>)[] = [];

  before(async () => {
    consumers = await testConsumers();
  });
  after(async () => {
    for (const close of closing) await close();
    await consumers.close();
  });

  /** Somebody waits for a sequence that somebody else holds. */
  const somebodyWaits = () =>
    eventually(async () => {
      const { rows } = await consumers.db.query({
        name: 'test-waiting',
        text: `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      });
      assert.equal(rows.length, 1);
    });

  test('a message that arrives during the retry of the last parked one waits for it, and is processed', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    let refusing = true;
    await consumers.produce('during', 1);
    const consumer = await consumers.consume({
      keys: /^during$/,
      react: async (_tx, event) => {
        if (event.data.number !== 1) return;
        if (refusing) throw new Unprocessable('not yet');
        begun.resolve();
        await gate.promise;
      },
    });
    const { name } = consumer;
    await eventually(async () => assert.equal((await consumers.parked(name)).length, 1));
    const api = await parkedMessagesApi(consumers.db, [consumer]);
    closing.push(api.close);

    refusing = false;
    const retry = api.post('/retry', { key: 'during' });
    await begun.promise;
    await consumers.produce('during', 2);
    await somebodyWaits();
    gate.resolve();
    assert.equal((await retry).body.results[0].outcome, 'retried');
    await eventually(async () => assert.deepEqual(await consumers.numbersOf(name, 'during'), [1, 2]));
    assert.deepEqual(await consumers.parked(name), []);
  });

  test('a message that has just seen the parked one is retried behind it, though it was not there yet', async () => {
    const name = `test.consumer-${v7()}`;
    const seen: number[] = [];
    const handler = {
      topic: Counted.topic,
      type: Counted.type,
      run: async (_tx: unknown, event: { data: unknown }) => {
        seen.push((event.data as { number: number }).number);
      },
    };
    const api = await parkedMessagesApi(consumers.db, [{ name, handlers: [handler] }]);
    closing.push(api.close);
    const sequence = { consumer: name, topic: Counted.topic, key: 'before' };
    await parkMessage(consumers.db, { consumer: name, key: 'before', data: { number: 1 } });

    const { retry } = await consumers.db.transaction(async (tx) => {
      assert.ok(await staysBehindParked(tx, sequence));
      const began = api.post('/retry', { key: 'before' });
      await somebodyWaits();
      const id = v7();
      await insertParkedMessage(tx, {
        ...sequence,
        partition: 98,
        offset: 1n,
        eventId: id,
        type: Counted.type,
        headers: { ce_id: id, ce_type: Counted.type },
        payload: Buffer.from('{"number":2}'),
        reason: 'behind-parked',
        attempts: 0,
      });
      return { retry: began };
    });
    assert.equal((await retry).body.results.length, 2);
    assert.deepEqual(seen, [1, 2]);
    assert.deepEqual(await consumers.parked(name), []);
  });

  test('several retries at once process a message once, and tell the others that it is gone', async () => {
    const name = `test.consumer-${v7()}`;
    let runs = 0;
    const handler = {
      topic: Counted.topic,
      type: Counted.type,
      run: async () => {
        runs += 1;
      },
    };
    const api = await parkedMessagesApi(consumers.db, [{ name, handlers: [handler] }]);
    closing.push(api.close);
    const id = await parkMessage(consumers.db, { consumer: name, key: 'raced', data: { number: 1 } });
    const answers = await Promise.all(Array.from({ length: 6 }, () => api.post('/retry', { ids: [id] })));
    const outcomes = answers.map(({ body }) => body.results[0].outcome).toSorted();
    assert.deepEqual(outcomes, [...Array.from({ length: 5 }, () => 'refused'), 'retried']);
    assert.equal(runs, 1);
  });

  test('nothing is overtaken, lost or done twice while messages come in, fail and are retried all the time', {
    timeout: 60_000,
  }, async () => {
    const keys = ['storm-a', 'storm-b', 'storm-c'];
    const each = 60;
    // Each of these fails the first few times, so that keys are parked and freed over and over.
    const failures = new Map<string, number>();
    const consumer = await consumers.consume({
      keys: /^storm-/,
      react: async (_tx, event) => {
        const failed = failures.get(event.id) ?? 0;
        if (event.data.number % 4 !== 0 || failed >= 2) return;
        failures.set(event.id, failed + 1);
        throw new Unprocessable('again, please');
      },
    });
    const { name } = consumer;
    const api = await parkedMessagesApi(consumers.db, [consumer]);
    closing.push(api.close);
    const all = async () => (await consumers.effects(name)).length === keys.length * each;

    const retryAll = async (): Promise<void> => {
      while (!(await all())) {
        const { status } = await api.post('/retry', { consumer: name });
        assert.ok(status === 200 || status === 503);
      }
    };
    const produceAll = async (): Promise<void> => {
      for (let number = 1; number <= each; number++)
        await Promise.all(keys.map((key) => consumers.produce(key, number)));
    };
    await Promise.all([produceAll(), retryAll(), retryAll()]);

    const expected = Array.from({ length: each }, (_, n) => n + 1);
    for (const key of keys) assert.deepEqual(await consumers.numbersOf(name, key), expected);
    assert.deepEqual(await consumers.parked(name), []);
    assert.ok(((await api.counted(name, 'retried')) ?? 0) >= keys.length, 'there was something to retry');
  });
});
