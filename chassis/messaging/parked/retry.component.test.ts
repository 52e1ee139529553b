import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { v7 } from 'uuid';
import { DatabaseUnavailable } from '../../postgres/index.ts';
import { eventually } from '../../testing/index.ts';
import { type TestConsumers, testConsumers } from '../consumer-for-tests.ts';
import { Unprocessable } from '../index.ts';
import { parkedMessagesApi, parkMessage } from './parked-messages-for-tests.ts';

type Item = { readonly id: number; readonly outcome: string; readonly code?: string };

describe('retrying parked messages', () => {
  let consumers: TestConsumers;
  const closing: (() => Promise<void>)[] = [];

  before(async () => {
    consumers = await testConsumers();
  });
  after(async () => {
    for (const close of closing) await close();
    await consumers.close();
  });

  /** A consumer that refuses what `refuse` says, with `parked` messages of one key parked already. */
  const withParked = async (key: string, parked: number) => {
    const behaviour: { refuse: (number: number) => Error | null } = {
      refuse: (number) => (number === 1 ? new Unprocessable('not yet, ann@example.com') : null),
    };
    const ids = Array.from({ length: parked }, () => v7());
    for (const [n, id] of ids.entries()) await consumers.produce(key, n + 1, id);
    const consumer = await consumers.consume({
      keys: new RegExp(`^${key}`),
      react: async (tx, event) => {
        const refusal = behaviour.refuse(event.data.number);
        if (!refusal) return;
        await tx.query({
          name: 'test-half-done',
          text: "INSERT INTO effect (consumer, event_id, key, number) VALUES ('half-done', $1, $2, 0)",
          values: [event.id, event.key],
        });
        throw refusal;
      },
    });
    await eventually(async () => assert.equal((await consumers.parked(consumer.name)).length, parked));
    const api = await parkedMessagesApi(consumers.db, [consumer]);
    closing.push(api.close);
    const items: Item[] = (await api.get(`?consumer=${consumer.name}`)).body.items;
    return { ...consumer, behaviour, api, eventIds: ids, ids: items.map(({ id }) => id) };
  };

  const audited = async (api: Awaited<ReturnType<typeof parkedMessagesApi>>, consumer: string) =>
    (await api.get(`/audit?consumer=${consumer}`)).body.items as Record<string, unknown>[];

  test('goes through a key in order, and then the key is as any other', async () => {
    const { name, api, behaviour, ids, eventIds } = await withParked('whole', 3);
    behaviour.refuse = () => null;
    const { status, body } = await api.post('/retry', { key: 'whole' });
    assert.equal(status, 200);
    assert.deepEqual(body, { results: ids.map((id) => ({ id, outcome: 'retried' })), continueAfter: null });
    assert.deepEqual(await consumers.numbersOf(name, 'whole'), [1, 2, 3]);
    assert.deepEqual(await consumers.parked(name), []);

    await consumers.produce('whole', 2, eventIds[1]);
    await consumers.produce('whole', 4);
    await eventually(async () => assert.deepEqual(await consumers.numbersOf(name, 'whole'), [1, 2, 3, 4]));
    assert.deepEqual(await consumers.parked(name), []);

    const entries = await audited(api, name);
    assert.deepEqual(
      entries.map(({ messageId, eventId, key, action, actor, reason }) => ({
        messageId,
        eventId,
        key,
        action,
        actor,
        reason,
      })),
      ids
        .map((messageId, n) => ({
          messageId,
          eventId: eventIds[n],
          key: 'whole',
          action: 'retried',
          actor: api.staffId,
          reason: null,
        }))
        .toReversed(),
    );
    assert.equal(await api.counted(name, 'retried'), 3);
  });

  test('stops a key at the first that fails, with its new reason and attempts, and keeps nothing that it did', async () => {
    const { name, api, behaviour, ids } = await withParked('stops', 4);
    await parkMessage(consumers.db, {
      consumer: name,
      key: 'stops-not',
      data: { key: 'stops-not', number: 9 },
    });
    behaviour.refuse = (number) => (number === 2 ? new TypeError('a mistake about ann@example.com') : null);
    const { body } = await api.post('/retry', { consumer: name });
    assert.deepEqual(
      body.results.map(({ outcome }: Item) => outcome),
      ['retried', 'failed', 'retried'],
    );
    assert.deepEqual(body.results[1], {
      id: ids[1],
      outcome: 'failed',
      code: 'parked-messages/failed-again',
      detail: 'TypeError: a mistake about [redacted]',
    });
    assert.deepEqual(await consumers.numbersOf(name, 'stops'), [1]);
    assert.deepEqual(await consumers.effects('half-done'), []);
    assert.deepEqual(await consumers.numbersOf(name, 'stops-not'), [9]);
    assert.deepEqual(
      (await consumers.parked(name)).map((row) => [row.reason, row.attempts]),
      [
        ['TypeError: a mistake about [redacted]', 1],
        ['behind-parked', 0],
        ['behind-parked', 0],
      ],
    );
    const [, failure] = await audited(api, name);
    assert.deepEqual(
      [failure?.messageId, failure?.action, failure?.reason],
      [ids[1], 'retry-failed', 'TypeError: a mistake about [redacted]'],
    );
    assert.equal(await api.counted(name, 'retry-failed'), 1);

    await consumers.produce('stops', 5);
    await eventually(async () => assert.equal((await consumers.parked(name)).length, 4));
    behaviour.refuse = () => null;
    await api.post('/retry', { key: 'stops', consumer: name });
    assert.deepEqual(await consumers.numbersOf(name, 'stops'), [1, 2, 3, 4, 5]);
  });

  test('refuses a message while an earlier one of its key is parked', async () => {
    const { name, api, behaviour, ids } = await withParked('order', 3);
    behaviour.refuse = () => null;
    const { body } = await api.post('/retry', { ids: [ids[2]] });
    assert.deepEqual(body.results, [
      {
        id: ids[2],
        outcome: 'refused',
        code: 'parked-messages/earlier-parked',
        detail: `Message ${ids[0]} of the same key came earlier: retry or discard it first, or retry by key.`,
      },
    ]);
    assert.deepEqual(await consumers.numbersOf(name, 'order'), []);
    assert.deepEqual(await audited(api, name), []);

    const unordered = await api.post('/retry', { ids: [ids[2], ids[0], ids[1], ids[0]] });
    assert.deepEqual(
      unordered.body.results.map(({ id, outcome }: Item) => [id, outcome]),
      ids.map((id) => [id, 'retried']),
    );
    assert.deepEqual(await consumers.numbersOf(name, 'order'), [1, 2, 3]);
    const again = await api.post('/retry', { ids });
    assert.deepEqual(
      again.body.results.map(({ code }: Item) => code),
      ids.map(() => 'parked-messages/not-found'),
    );
  });

  test('answers 503 and changes nothing when the infrastructure fails', async () => {
    const { name, api, behaviour, ids } = await withParked('away', 2);
    behaviour.refuse = () => new DatabaseUnavailable('away');
    const answer = await api.post('/retry', { ids });
    assert.deepEqual([answer.status, answer.body.code], [503, 'service/unavailable']);
    assert.deepEqual(
      (await consumers.parked(name)).map((row) => [row.reason, row.attempts]),
      [
        ['Unprocessable: not yet, [redacted]', 1],
        ['behind-parked', 0],
      ],
    );
    assert.deepEqual(await audited(api, name), []);
    assert.equal(await api.counted(name, 'retry-failed'), 0);
  });

  test('fails again for what is no event, and for what has no handler', async () => {
    const { name, api } = await withParked('strange', 1);
    const strange = [
      await parkMessage(consumers.db, { consumer: name, key: 's1', type: null }),
      await parkMessage(consumers.db, { consumer: name, key: 's2', payload: Buffer.from('{') }),
      await parkMessage(consumers.db, { consumer: name, key: 's3', type: 'test.forgotten.v1' }),
      await parkMessage(consumers.db, { consumer: name, key: 's4', topic: 'test.elsewhere' }),
      await parkMessage(consumers.db, { consumer: name, key: 's5', data: { key: 's5' } }),
      await parkMessage(consumers.db, { consumer: 'test.abolished', key: 's6' }),
    ];
    const { body } = await api.post('/retry', { ids: strange });
    const details = body.results.map(({ detail }: { detail: string }) => detail);
    for (const [n, expected] of [
      /no ce_type/,
      /not JSON/,
      /no handler for test.forgotten/,
      /no handler/,
      /schema/,
      /test.abolished has no handler/,
    ].entries())
      assert.match(details[n], expected);
    assert.ok(body.results.every(({ outcome }: Item) => outcome === 'failed'));
  });

  test('does as much as fits into one request, and says where to go on', async () => {
    const { name, api, behaviour } = await withParked('many', 1);
    behaviour.refuse = (number) => (number === 1 ? new Unprocessable('still not') : null);
    for (let n = 0; n < 104; n++)
      await parkMessage(consumers.db, {
        consumer: name,
        key: `many-${n % 10}`,
        data: { key: `many-${n % 10}`, number: n + 10 },
      });
    const one = (await api.post('/retry', { consumer: name })).body;
    assert.equal(one.results.length, 100);
    const two = (await api.post('/retry', { consumer: name, after: one.continueAfter })).body;
    assert.deepEqual([two.results.length, two.continueAfter], [5, null]);
    const outcomes = [...one.results, ...two.results].map(({ outcome }: Item) => outcome);
    assert.deepEqual(outcomes, ['failed', ...Array.from({ length: 104 }, () => 'retried')]);
    assert.equal((await consumers.effects(name)).length, 104);
  });

  for (const body of [
    {},
    { ids: [1], key: 'k' },
    { ids: [] },
    { ids: ['1'] },
    { ids: Array.from({ length: 101 }, (_, n) => n + 1) },
    { key: '' },
    { all: true },
  ])
    test(`refuses ${JSON.stringify(body).slice(0, 40)}`, async () => {
      const api = await parkedMessagesApi(consumers.db, []);
      const answer = await api.post('/retry', body);
      assert.equal(answer.status, 400);
      assert.match(answer.body.code, /^(parked-messages\/selection-unclear|request\/invalid)$/);
      await api.close();
    });
});
