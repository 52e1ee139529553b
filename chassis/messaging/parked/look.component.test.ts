import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { v7 } from 'uuid';
import { type TestDatabase, testDatabase } from '../../testing/index.ts';
import { TEST_MIGRATIONS } from '../event-for-tests.ts';
import { parkedMessagesApi, parkMessage } from './parked-messages-for-tests.ts';

describe('looking at parked messages', () => {
  let database: TestDatabase;
  let api: Awaited<ReturnType<typeof parkedMessagesApi>>;
  let ids: number[];
  const payload = {
    orderId: v7(),
    recipient: { email: 'ann@example.com', name: 'Ann', language: 'en' },
    total: { amountMinor: 500, currency: 'GBP' },
    note: 'write to bob@example.org',
  };

  before(async () => {
    database = await testDatabase(TEST_MIGRATIONS);
    const { db } = database;
    api = await parkedMessagesApi(db, [
      { name: 'test.mailer', handlers: [] },
      { name: 'test.idle', handlers: [] },
    ]);
    ids = [
      await parkMessage(db, {
        consumer: 'test.mailer',
        key: 'a',
        data: payload,
        reason: '100% of x@example.com',
      }),
      await parkMessage(db, { consumer: 'test.mailer', key: 'a' }),
      await parkMessage(db, { consumer: 'test.mailer', key: 'b', type: 'test.other.v1' }),
      await parkMessage(db, { consumer: 'test.gone', key: 'a', payload: Buffer.from('no { json') }),
      await parkMessage(db, { consumer: 'test.mailer', key: null, type: null }),
    ];
  });
  after(async () => {
    await api?.close();
    await database?.close();
  });

  const listed = async (query: string): Promise<number[]> => {
    const { status, body } = await api.get(query);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items.map((item: { id: number }) => item.id);
  };

  test('lists the earliest first, with what hinders whom, and counts of every consumer', async () => {
    const { body } = await api.get('');
    assert.deepEqual(
      body.items.map((item: { id: number; first: boolean }) => [item.id, item.first]),
      ids.map((id, n) => [id, n !== 1]),
    );
    const { parkedAt } = body.items[0];
    assert.deepEqual(body.items[0], {
      ...body.items[0],
      id: ids[0],
      consumer: 'test.mailer',
      topic: 'test.counter',
      partition: 99,
      key: 'a',
      type: 'test.counter.counted.v1',
      reason: '100% of [redacted]',
      attempts: 0,
      first: true,
    });
    assert.deepEqual(
      body.counts.map(({ consumer, messages, keys }: Record<string, unknown>) => [consumer, messages, keys]),
      [
        ['test.mailer', 4, 3],
        ['test.idle', 0, 0],
        ['test.gone', 1, 1],
      ],
    );
    assert.equal(body.counts[0].oldestAt, parkedAt);
    assert.equal(body.counts[1].oldestAt, null);
  });

  test('goes through the pages without losing or repeating one', async () => {
    const one = (await api.get('?limit=2')).body;
    const two = (await api.get(`?limit=2&cursor=${one.nextCursor}`)).body;
    const three = (await api.get(`?limit=2&cursor=${two.nextCursor}`)).body;
    const pages = [one, two, three].map((page) => page.items.map((item: { id: number }) => item.id));
    assert.deepEqual(pages, [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    assert.equal(three.nextCursor, null);
  });

  test('finds by consumer, key, type and the beginning of the reason', async () => {
    assert.deepEqual(await listed('?consumer=test.gone'), [ids[3]]);
    assert.deepEqual(await listed('?key=a&consumer=test.mailer'), [ids[0], ids[1]]);
    assert.deepEqual(await listed('?type=test.other.v1'), [ids[2]]);
    assert.deepEqual(await listed('?reason=100%25'), [ids[0]]);
    assert.deepEqual(await listed('?reason=%25'), [], 'a pattern is no pattern');
    assert.deepEqual(await listed('?reason=behind&key=b'), [ids[2]]);
  });

  test('shows a message with personal data masked', async () => {
    const { status, body } = await api.get(`/${ids[0]}`);
    assert.equal(status, 200);
    assert.deepEqual(body.data, {
      ...payload,
      recipient: { email: '[masked]', name: '[masked]', language: 'en' },
      note: 'write to [redacted]',
    });
    assert.equal(body.headers.ce_type, 'test.counter.counted.v1');
    assert.equal(body.bytes, JSON.stringify(payload).length);
    assert.doesNotMatch(JSON.stringify(body), /example|Ann/);
  });

  test('shows nothing of a message that is not JSON but how long it is', async () => {
    const { body } = await api.get(`/${ids[3]}`);
    assert.deepEqual([body.data, body.bytes], [null, 9]);
  });

  for (const [path, status, code] of [
    ['/999999', 404, 'parked-messages/not-found'],
    ['/0', 400, 'request/invalid'],
    ['/one', 400, 'request/invalid'],
    ['?cursor=abc', 400, 'parked-messages/cursor-invalid'],
    ['/audit?cursor=abc', 400, 'parked-messages/cursor-invalid'],
    ['?limit=101', 400, 'request/invalid'],
    ['?reasno=x', 400, 'request/invalid'],
  ] as const)
    test(`refuses ${path} with ${code}`, async () => {
      const answer = await api.get(path);
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
    });

  test('is for staff and the operator alone, every route of it', async () => {
    const customer = await api.userToken();
    const service = await api.serviceToken('orders');
    const operator = await api.serviceToken('operator');
    for (const path of ['', '/1', '/audit']) {
      assert.equal((await api.get(path, '')).status, 401);
      assert.equal((await api.get(path, customer)).status, 403);
      assert.equal((await api.get(path, service)).status, 403);
    }
    for (const path of ['/retry', '/discard', '/erase']) {
      assert.equal((await api.post(path, {}, '')).status, 401);
      assert.equal((await api.post(path, {}, customer)).status, 403);
      assert.equal((await api.post(path, {}, service)).status, 403);
    }
    assert.equal((await api.get('', operator)).status, 200);
    assert.equal((await api.get('/audit', operator)).status, 200);
  });
});
