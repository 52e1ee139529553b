import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { v7 } from 'uuid';
import { eventually, type TestKafka, testKafka } from '../testing/index.ts';
import { Counted } from './event-for-tests.ts';
import { createGroupConsumer, joinGroup, leaveGroup } from './group-member.ts';

/** Longer than everything that happens meanwhile takes. */
const PACE_MS = 2_000;

describe('a paced consumer', () => {
  let kafka: TestKafka;

  before(async () => {
    kafka = await testKafka([Counted.topic]);
  });

  after(() => kafka.close());

  const produce = (number: number) =>
    kafka.produce(Counted.topic, { key: `key-${number}`, value: { key: `key-${number}`, number } });

  test('gets at once what comes after a pause, and in one piece what comes soon after it', async () => {
    const consumer = createGroupConsumer(kafka.kafka, kafka.kafka.named(`test.paced-${v7()}`), PACE_MS);
    try {
      const group = { topics: [kafka.kafka.named(Counted.topic)], start: 'earliest' } as const;
      const { stream } = await joinGroup(consumer, group);
      let answers = 0;
      let received = 0;
      stream.on('fetch', () => {
        answers += 1;
      });
      stream.on('data', () => {
        received += 1;
      });
      // Nothing has been answered yet: this request is not held back.
      await produce(1);
      await eventually(() => assert.equal(received, 1), { within: PACE_MS });
      const answered = answers;
      for (const number of [2, 3, 4]) await produce(number);
      await eventually(() => assert.equal(received, 4), { within: 3 * PACE_MS });
      assert.equal(answers, answered + 1);
    } finally {
      await leaveGroup(consumer);
    }
  });
});
