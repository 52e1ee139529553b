import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { v7 } from 'uuid';
import { eventually, silentLog } from '../testing/index.ts';
import { type TestConsumers, testConsumers } from './consumer-for-tests.ts';
import { Counted } from './event-for-tests.ts';
import { createConsumer, handle } from './index.ts';
import { committedOffsets, offsetOf } from './offsets-for-tests.ts';

describe('a consumer', () => {
  let consumers: TestConsumers;

  before(async () => {
    consumers = await testConsumers();
  });

  after(() => consumers.close());

  test('processes the events of a key in order, with its inbox row, and only once', async () => {
    const id = v7();
    await consumers.produce('order', 1, id);
    await consumers.produce('order', 2);
    await consumers.produce('order', 1, id);
    await consumers.produce('order', 3);
    const metrics = new Registry();
    const { name } = await consumers.consume({ keys: /^order$/, metrics });
    await eventually(async () => assert.deepEqual(await consumers.numbersOf(name, 'order'), [1, 2, 3]));
    await eventually(async () => {
      const messages = await metrics.getSingleMetric('messaging_client_consumed_messages_total')?.get();
      const duplicates = messages?.values.find((value) => value.labels.outcome === 'duplicate');
      assert.equal(duplicates?.value, 1);
    });
  });

  test('goes on after a restart where it was, with nothing done twice', async () => {
    const first = await consumers.consume({ keys: /^restart$/ });
    for (let number = 1; number <= 20; number++) await consumers.produce('restart', number);
    await eventually(async () => assert.equal((await consumers.numbersOf(first.name, 'restart')).length, 20));
    await first.stop();
    for (let number = 21; number <= 25; number++) await consumers.produce('restart', number);
    const metrics = new Registry();
    const second = await consumers.consume({ keys: /^restart$/, name: first.name, metrics });
    await eventually(async () =>
      assert.deepEqual(
        await consumers.numbersOf(second.name, 'restart'),
        Array.from({ length: 25 }, (_, n) => n + 1),
      ),
    );
    const messages = await metrics.getSingleMetric('messaging_client_consumed_messages_total')?.get();
    const total = messages?.values.reduce((sum, value) => sum + value.value, 0);
    assert.equal(total, 5, 'a clean stop had committed all offsets');
  });

  test('ignores types that it does not know, and fields that the schema does not', async () => {
    await consumers.kafka.produce(Counted.topic, {
      key: 'unknown',
      value: { anything: true },
      headers: { ce_id: v7(), ce_type: 'test.counter.forgotten.v1' },
    });
    await consumers.produce('unknown', 1, v7(), { key: 'unknown', number: 1, invented: 'later' });
    const metrics = new Registry();
    const { name } = await consumers.consume({ keys: /^unknown$/, metrics });
    await eventually(async () => assert.deepEqual(await consumers.numbersOf(name, 'unknown'), [1]));
    const messages = await metrics.getSingleMetric('messaging_client_consumed_messages_total')?.get();
    assert.equal(messages?.values.find((value) => value.labels.outcome === 'ignored')?.value, 1);
    assert.deepEqual(await consumers.parked(name), []);
  });

  test('commits no offset above a message that is not done', async () => {
    const stuck = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const { name, stop } = await consumers.consume({
      keys: /^held/,
      react: async (_tx, event) => {
        if (event.key !== 'held-0') return;
        begun.resolve();
        await stuck.promise;
      },
    });
    await consumers.produce('held-0', 1);
    // Before the others: they would share its transaction, and wait with it.
    await begun.promise;
    for (let n = 1; n < 30; n++) await consumers.produce(`held-${n}`, 1);
    await eventually(async () => assert.equal((await consumers.effects(name)).length, 29));
    // Another process of the group that had died here would leave its offsets as they are now.
    const heir = await committedOffsets(consumers.kafka, name);
    const position = await eventually(() => offsetOf(consumers.kafka, 'held-0'));
    assert.ok(heir(position.partition) <= position.offset, 'held-0 would be lost');
    stuck.resolve();
    await eventually(async () => assert.equal((await consumers.effects(name)).length, 30));
    await stop();
  });

  test('shares the partitions with another member, and takes all when that one leaves', async () => {
    const one = await consumers.consume({ keys: /^shared/ });
    const two = await consumers.consume({ keys: /^shared/, name: one.name });
    for (let n = 0; n < 40; n++) await consumers.produce(`shared-${n % 10}`, n);
    await eventually(async () => assert.equal((await consumers.effects(one.name)).length, 40), {
      within: 20_000,
    });
    await two.stop();
    for (let n = 40; n < 60; n++) await consumers.produce(`shared-${n % 10}`, n);
    await eventually(async () => assert.equal((await consumers.effects(one.name)).length, 60), {
      within: 20_000,
    });
    const seen = await consumers.effects(one.name);
    for (let k = 0; k < 10; k++) {
      const numbers = seen.filter((effect) => effect.key === `shared-${k}`).map((effect) => effect.number);
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(numbers).size, 6);
    }
  });

  test('a group that starts now sees only what comes after its first start, also over restarts', async () => {
    const group = { topics: [Counted.topic], start: 'latest' } as const;
    await consumers.produce('latest', 1);
    const first = await consumers.consume({ keys: /^latest$/, group });
    await eventually(async () => {
      const offsets = await committedOffsets(consumers.kafka, first.name);
      assert.ok([0, 1, 2].some((partition) => offsets(partition) > 0n));
    });
    await first.stop();
    await consumers.produce('latest', 2);
    const second = await consumers.consume({ keys: /^latest$/, group, name: first.name });
    await eventually(async () => assert.deepEqual(await consumers.numbersOf(second.name, 'latest'), [2]));
  });

  test('without an inbox hands every message on, and keeps none', async () => {
    const id = v7();
    await consumers.produce('copy', 1, id);
    await consumers.produce('copy', 1, id);
    const { name } = await consumers.consume({ keys: /^copy$/, inbox: false });
    await eventually(async () => assert.deepEqual(await consumers.numbersOf(name, 'copy'), [1, 1]));
    const { rows } = await consumers.db.query({
      name: 'test-inbox-of',
      text: 'SELECT 1 FROM messaging.inbox WHERE consumer = $1',
      values: [name],
    });
    assert.equal(rows.length, 0);
  });

  test('refuses a handler for a topic that its group does not read', () => {
    assert.throws(
      () =>
        createConsumer({
          db: consumers.db,
          kafka: consumers.kafka.kafka,
          name: 'test.stray',
          group: { topics: ['test.other'], start: 'earliest' },
          handlers: [handle(Counted, async () => undefined)],
          metrics: new Registry(),
          log: silentLog(),
        }),
      /does not read its topic test\.counter/,
    );
  });
});
