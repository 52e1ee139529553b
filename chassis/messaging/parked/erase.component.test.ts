import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { v7 } from 'uuid';
import { type TestDatabase, testDatabase } from '../../testing/index.ts';
import { TEST_MIGRATIONS } from '../event-for-tests.ts';
import { ERASED } from '../index.ts';
import { parkedMessagesApi, parkMessage } from './parked-messages-for-tests.ts';

describe('erasing a person from parked messages', () => {
  let database: TestDatabase;
  let api: Awaited<ReturnType<typeof parkedMessagesApi>>;
  const consumer = 'test.mailer';
  const orderOf = (customerId: string) => ({
    orderId: v7(),
    customerId,
    recipient: { email: 'ann@example.com', name: 'Ann Example', language: 'en' },
    delivery: { name: 'Ann Example', line1: '1 Long Road', city: 'Leeds', country: 'GB' },
    lines: [{ sku: 'MUG-1', name: 'Mug', quantity: 2 }],
    total: { amountMinor: 500, currency: 'GBP' },
  });

  before(async () => {
    database = await testDatabase(TEST_MIGRATIONS);
    api = await parkedMessagesApi(database.db, [{ name: consumer, handlers: [] }]);
  });
  after(async () => {
    await api?.close();
    await database?.close();
  });

  const stored = async (id: number) => {
    const { rows } = await database.db.query<{ payload: Buffer | null; reason: string }>({
      name: 'test-stored',
      text: 'SELECT payload, reason FROM messaging.parked_message WHERE id = $1',
      values: [id],
    });
    return { text: rows[0]?.payload?.toString() ?? null, reason: rows[0]?.reason };
  };

  test('takes their data out of payload and reason, keeps ids and amounts, and leaves all others alone', async () => {
    const ann = v7();
    const order = orderOf(ann);
    const stranger = orderOf(v7());
    const reason = 'Error: no letter for Ann Example <ann@example.com> in Leeds';
    const hers = await parkMessage(database.db, { consumer, key: order.orderId, data: order, reason });
    const theirs = await parkMessage(database.db, {
      consumer,
      key: stranger.orderId,
      data: stranger,
      reason,
    });

    const answer = await api.post('/erase', { customerId: ann.toUpperCase() });
    assert.deepEqual([answer.status, answer.body], [200, { erased: 1 }]);
    const { text, reason: told } = await stored(hers);
    assert.deepEqual(JSON.parse(text ?? ''), {
      ...order,
      recipient: { email: ERASED, name: ERASED, language: 'en' },
      delivery: { name: ERASED, line1: ERASED, city: ERASED, country: 'GB' },
    });
    assert.equal(told, `Error: no letter for ${ERASED} <${ERASED}> in ${ERASED}`);
    assert.deepEqual(await stored(theirs), { text: JSON.stringify(stranger), reason });

    const { items } = (await api.get(`/audit?messageId=${hers}`)).body;
    assert.deepEqual(
      items.map(({ action, actor }: Record<string, unknown>) => [action, actor]),
      [['erased', api.staffId]],
    );
    assert.equal(await api.counted(consumer, 'erased'), 1);
  });

  test('changes nothing the second time', async () => {
    const customerId = v7();
    const id = await parkMessage(database.db, { consumer, key: 'twice', data: orderOf(customerId) });
    assert.equal((await api.post('/erase', { customerId })).body.erased, 1);
    assert.equal((await api.post('/erase', { customerId })).body.erased, 0);
    assert.equal((await api.get(`/audit?messageId=${id}`)).body.items.length, 1);
  });

  test('covers what has the person as its key, and content that nobody can read', async () => {
    const customerId = v7();
    const ids = [
      await parkMessage(database.db, { consumer, key: customerId, data: { phone: '0113 496 0000' } }),
      await parkMessage(database.db, {
        consumer,
        key: 'torn',
        payload: Buffer.from(`{"customerId":"${customerId}","name":"An`),
      }),
    ];
    await parkMessage(database.db, {
      consumer,
      key: 'deep',
      payload: Buffer.from(`{"customerId":"${customerId}","deep":${'['.repeat(1e5)}"Ann"${']'.repeat(1e5)}}`),
    });
    assert.equal((await api.post('/erase', { customerId })).body.erased, 3);
    const texts = await Promise.all(ids.map(async (id) => (await stored(id)).text));
    assert.deepEqual(texts, [JSON.stringify({ phone: ERASED }), null]);
  });

  test('reaches every message of a person who has many', async () => {
    const customerId = v7();
    for (let n = 0; n < 130; n++)
      await parkMessage(database.db, { consumer, key: `many-${n}`, data: orderOf(customerId) });
    const operator = await api.serviceToken('operator');
    assert.equal((await api.post('/erase', { customerId }, operator)).body.erased, 130);
    const { items } = (await api.get('/audit?limit=1')).body;
    assert.deepEqual([items[0].action, items[0].actor], ['erased', 'operator']);
  });

  test('of what is no id is refused', async () => {
    const answer = await api.post('/erase', { customerId: 'ann@example.com' });
    assert.deepEqual([answer.status, answer.body.code], [400, 'request/invalid']);
  });
});

describe('the record of what was done with parked messages', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase(TEST_MIGRATIONS);
  });
  after(() => database?.close());

  test('can be added to, and neither changed nor emptied', async () => {
    const run = (name: string, text: string) => database.db.query({ name, text });
    await run(
      'test-audit-add',
      `INSERT INTO messaging.parked_message_audit (parked_message_id, consumer, topic, action, actor)
       VALUES (1, 'test.mailer', 'test', 'retried', 'operator')`,
    );
    await assert.rejects(
      run('test-audit-change', "UPDATE messaging.parked_message_audit SET actor = 'nobody'"),
      /parked_message_audit is append-only/,
    );
    await assert.rejects(
      run('test-audit-delete', 'DELETE FROM messaging.parked_message_audit'),
      /append-only/,
    );
    await assert.rejects(
      run(
        'test-audit-unexplained',
        `INSERT INTO messaging.parked_message_audit (parked_message_id, consumer, topic, action, actor)
         VALUES (1, 'test.mailer', 'test', 'discarded', 'operator')`,
      ),
      /parked_message_audit_discard_has_reason/,
    );
  });
});
