import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Consumer } from '@platformatic/kafka';
import { v7 } from 'uuid';
import { eventually, type TestKafka, testKafka } from '../testing/index.ts';
import { Counted } from './event-for-tests.ts';
import { createGroupConsumer, joinGroup, leaveGroup } from './group-member.ts';
import { committedOffsets } from './offsets-for-tests.ts';

const PARTITIONS = [0, 1, 2];

describe('where a group begins', () => {
  let kafka: TestKafka;

  before(async () => {
    kafka = await testKafka([Counted.topic]);
  });

  after(() => kafka.close());

  const produceEverywhere = async (): Promise<void> => {
    for (let n = 0; n < 12; n++) {
      await kafka.produce(Counted.topic, { key: `key-${n}`, value: { key: `key-${n}`, number: n } });
    }
  };

  const join = async (consumer: Consumer) => {
    const group = { topics: [kafka.kafka.named(Counted.topic)], start: 'latest' } as const;
    const { stream } = await joinGroup(consumer, group);
    stream.destroy();
  };

  test('is not moved on by a member that looked before another one began', async () => {
    const name = `test.start-${v7()}`;
    const late = createGroupConsumer(kafka.kafka, kafka.kafka.named(name), 0);
    const early = createGroupConsumer(kafka.kafka, kafka.kafka.named(name), 0);
    const looked = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const listOffsets = late.listOffsets.bind(late) as Consumer['listOffsets'];
    late.listOffsets = (async (options: Parameters<Consumer['listOffsets']>[0]) => {
      looked.resolve();
      await goOn.promise;
      return listOffsets(options);
    }) as unknown as Consumer['listOffsets'];
    try {
      const lateJoins = join(late);
      await looked.promise;
      await join(early);
      const begun = await committedOffsets(kafka, name);
      const ofEarly = PARTITIONS.filter((partition) => begun(partition) >= 0n);
      assert.ok(ofEarly.length > 0 && ofEarly.length < PARTITIONS.length);
      // What is published now belongs to the group, and `late` has not found the end of the topic yet.
      await produceEverywhere();
      goOn.resolve();
      await lateJoins;
      await eventually(async () => {
        const now = await committedOffsets(kafka, name);
        for (const partition of PARTITIONS) assert.ok(now(partition) >= 0n);
        for (const partition of ofEarly) assert.equal(now(partition), begun(partition));
      });
    } finally {
      goOn.resolve();
      await leaveGroup(late);
      await leaveGroup(early);
    }
  });
});
