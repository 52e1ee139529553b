import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { v7 } from 'uuid';
import { eventually } from '../../testing/index.ts';
import { type TestConsumers, testConsumers } from '../consumer-for-tests.ts';
import { Unprocessable } from '../index.ts';
import { parkedMessagesApi } from './parked-messages-for-tests.ts';

describe('discarding parked messages', () => {
  let consumers: TestConsumers;
  let api: Awaited<ReturnType<typeof parkedMessagesApi>>;
  let name: string;
  let ids: number[];
  const bad = v7();

  before(async () => {
    consumers = await testConsumers();
    await consumers.produce('discard', 1, bad);
    await consumers.produce('discard', 2);
    const consumer = await consumers.consume({
      keys: /^discard$/,
      react: async (_tx, event) => {
        if (event.data.number === 1) throw new Unprocessable('never');
      },
    });
    name = consumer.name;
    await eventually(async () => assert.equal((await consumers.parked(name)).length, 2));
    api = await parkedMessagesApi(consumers.db, [consumer]);
    ids = (await api.get('')).body.items.map((item: { id: number }) => item.id);
  });
  after(async () => {
    await api?.close();
    await consumers.close();
  });

  for (const body of [
    { ids: [1] },
    { ids: [1], reason: '' },
    { ids: [1], reason: '      ' },
    { ids: [1], reason: '\u0001\u0002\u0003' },
    { ids: [1], reason: 'x'.repeat(501) },
    { ids: [], reason: 'a good one' },
    { reason: 'a good one' },
    { ids: [1], consumer: 'test', reason: 'a good one' },
  ])
    test(`refuses ${JSON.stringify(body).slice(0, 60)}`, async () => {
      const answer = await api.post('/discard', body);
      assert.equal(answer.status, 400);
      assert.match(answer.body.code, /^(parked-messages\/reason-missing|request\/invalid)$/);
      assert.equal((await consumers.parked(name)).length, 2);
    });

  test('takes the first of a key away for good, keeps why and who, and lets the following be retried', async () => {
    const reason = '  withdrawn by ann@example.com,\nsee ticket 12 ';
    const { body } = await api.post('/discard', { ids: [ids[0], 999_999, ids[0]], reason });
    assert.deepEqual(body.results, [
      { id: ids[0], outcome: 'discarded' },
      {
        id: 999_999,
        outcome: 'refused',
        code: 'parked-messages/not-found',
        detail: 'No such message is parked, or no more.',
      },
    ]);
    assert.equal((await api.get(`/${ids[0]}`)).status, 404);
    const { items } = (await api.get(`/audit?messageId=${ids[0]}`)).body;
    assert.deepEqual(
      items.map(({ action, actor, reason: why, eventId }: Record<string, unknown>) => [
        action,
        actor,
        why,
        eventId,
      ]),
      [['discarded', api.staffId, 'withdrawn by [redacted], see ticket 12', bad]],
    );
    assert.equal(await api.counted(name, 'discarded'), 1);

    const retry = await api.post('/retry', { ids: [ids[1]] });
    assert.deepEqual(retry.body.results, [{ id: ids[1], outcome: 'retried' }]);
    await consumers.produce('discard', 1, bad);
    await consumers.produce('discard', 3);
    await eventually(async () => assert.deepEqual(await consumers.numbersOf(name, 'discard'), [2, 3]));
    assert.deepEqual(await consumers.parked(name), []);
  });
});
