import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { v7 } from 'uuid';
import { DatabaseUnavailable } from '../postgres/index.ts';
import { eventually } from '../testing/index.ts';
import { type TestConsumers, testConsumers } from './consumer-for-tests.ts';
import { Counted } from './event-for-tests.ts';
import { Unprocessable } from './index.ts';

describe('what a consumer cannot process', () => {
  let consumers: TestConsumers;

  before(async () => {
    consumers = await testConsumers();
  });

  after(() => consumers.close());

  test('parks at once what will fail again, and what comes behind it, in order', async () => {
    const bad = v7();
    await consumers.produce('parked', 1);
    await consumers.produce('parked', 2, bad);
    await consumers.produce('parked', 3);
    await consumers.produce('parked', 4);
    await consumers.produce('parked-not', 1);
    const metrics = new Registry();
    const { name } = await consumers.consume({
      keys: /^parked/,
      metrics,
      react: async (_tx, event) => {
        if (event.key === 'parked' && event.data.number === 2) throw new Unprocessable('two is too much');
      },
    });
    await eventually(async () => assert.equal((await consumers.parked(name)).length, 3));
    const rows = await consumers.parked(name);
    assert.deepEqual(
      rows.map((row) => [row.reason, row.attempts]),
      [
        ['Unprocessable: two is too much', 1],
        ['behind-parked', 0],
        ['behind-parked', 0],
      ],
    );
    assert.equal(rows[0]?.event_id, bad);
    assert.deepEqual(JSON.parse(rows[0]?.payload.toString() ?? ''), { key: 'parked', number: 2 });
    assert.deepEqual(await consumers.numbersOf(name, 'parked'), [1]);
    await eventually(async () => assert.deepEqual(await consumers.numbersOf(name, 'parked-not'), [1]));
    const { rows: inbox } = await consumers.db.query({
      name: 'test-inbox',
      text: 'SELECT 1 FROM messaging.inbox WHERE consumer = $1 AND event_id = $2',
      values: [name, bad],
    });
    assert.equal(inbox.length, 1);
    await eventually(async () => {
      const gauge = await metrics.getSingleMetric('parked_messages')?.get();
      assert.equal(
        gauge?.values.find((value) => value.labels.messaging_consumer_group_name === name)?.value,
        3,
      );
    });
  });

  test('parks payloads that break the schema, and messages that are no events', async () => {
    await consumers.produce('invalid', 1, v7(), { key: 'invalid' });
    await consumers.kafka.produce(Counted.topic, { key: 'no-event', value: { number: 1 } });
    const { name } = await consumers.consume({ keys: /^invalid$/ });
    await eventually(async () => {
      const rows = await consumers.parked(name);
      assert.match(
        rows.find((row) => row.key === 'invalid')?.reason ?? '',
        /does not follow the schema.*number/,
      );
      assert.match(rows.find((row) => row.key === 'no-event')?.reason ?? '', /no ce_id/);
    });
  });

  test('parks messages whose key or headers no text of PostgreSQL can hold', async () => {
    await consumers.kafka.produce(Counted.topic, {
      key: 'nul\0key',
      value: { number: 1 },
      headers: { ce_id: v7(), ce_type: Counted.type, traceparent: '\0' },
    });
    const { name } = await consumers.consume({ keys: /^nothing$/ });
    await eventually(async () => {
      const keys = (await consumers.parked(name)).map((row) => row.key);
      assert.ok(keys.includes('nul\ufffdkey'), keys.join());
    });
  });

  test('tries other failures a few times, then parks with the last reason', async () => {
    await consumers.produce('stubborn', 1);
    await consumers.produce('lucky', 1);
    let attempts = 0;
    let luckyAttempts = 0;
    const { name } = await consumers.consume({
      keys: /^(stubborn|lucky)$/,
      react: async (_tx, event) => {
        if (event.key === 'stubborn') throw new TypeError(`attempt ${++attempts}`);
        if (++luckyAttempts < 3) throw new TypeError('not yet');
      },
    });
    await eventually(async () => {
      const [row] = (await consumers.parked(name)).filter((one) => one.key === 'stubborn');
      assert.deepEqual([row?.reason, row?.attempts], ['TypeError: attempt 3', 3]);
    });
    await eventually(async () => assert.deepEqual(await consumers.numbersOf(name, 'lucky'), [1]));
  });

  test('waits out failures of the infrastructure and parks nothing for them', async () => {
    await consumers.produce('outage', 1);
    await consumers.produce('outage', 2);
    let failures = 0;
    const { name } = await consumers.consume({
      keys: /^outage$/,
      react: async () => {
        if (failures < 8) {
          failures += 1;
          throw new DatabaseUnavailable('away');
        }
      },
    });
    await eventually(async () => assert.deepEqual(await consumers.numbersOf(name, 'outage'), [1, 2]), {
      within: 15_000,
    });
    assert.equal(failures, 8);
    assert.deepEqual(
      (await consumers.parked(name)).filter((row) => row.key === 'outage'),
      [],
    );
  });
});
