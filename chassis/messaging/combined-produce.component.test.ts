import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually, type TestKafka, testKafka } from '../testing/index.ts';
import { createProducerClient, type ProducerClient, ProducerFenced } from './fenced-producer.ts';

const TOPIC = 'things.thing';

describe('producers that send at the same moment', () => {
  let broker: TestKafka;
  let ours: ProducerClient;
  let theirs: ProducerClient;

  before(async () => {
    broker = await testKafka([TOPIC]);
    ours = createProducerClient(broker.kafka);
    theirs = createProducerClient(broker.kafka);
    // A topic that was just made may have a leader who does not know it yet.
    await eventually(async () => (await open(theirs, 'first')).send([about('same', 'first')]));
  });
  after(async () => {
    ours?.close();
    theirs?.close();
    await broker?.close();
  });

  const open = (client: ProducerClient, name: string) => client.open(broker.kafka.named(name));
  const about = (key: string, payload: string) => ({
    topic: TOPIC,
    key,
    headers: {},
    payload: JSON.stringify(payload),
  });

  const values = async () => (await broker.read(TOPIC)).map(({ value }) => String(value));

  test('all get through, also into one partition', async () => {
    const producers = await Promise.all(['a', 'b', 'c'].map((name) => open(ours, name)));
    for (const round of [1, 2]) {
      await Promise.all(
        producers.map((producer, n) =>
          producer.send([about('same', `${round}-${n}-1`), about('same', `${round}-${n}-2`)]),
        ),
      );
    }
    const all = [1, 2].flatMap((round) => [0, 1, 2].flatMap((n) => [`${round}-${n}-1`, `${round}-${n}-2`]));
    await eventually(async () =>
      assert.deepEqual((await values()).filter((value) => value !== 'first').toSorted(), all),
    );
  });

  test('one that is fenced does not keep the others from getting through', async () => {
    const [fenced, other] = await Promise.all([open(ours, 'fenced'), open(ours, 'other')]);
    await fenced?.send([about('one', 'before')]);
    await (await open(theirs, 'fenced')).send([about('one', 'theirs')]);
    const outcomes = await Promise.allSettled([
      fenced?.send([about('one', 'too late')]),
      other?.send([about('two', 'in time')]),
    ]);
    assert.ok(outcomes[0]?.status === 'rejected' && outcomes[0].reason instanceof ProducerFenced);
    assert.equal(outcomes[1]?.status, 'fulfilled');
    await eventually(async () => assert.ok((await values()).includes('in time')));
    assert.ok(!(await values()).includes('too late'));
  });
});
