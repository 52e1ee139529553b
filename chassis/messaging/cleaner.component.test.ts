import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { clean, INBOX_DAYS, PUBLISHED_SECONDS } from './cleaner.ts';
import { TEST_MIGRATIONS } from './event-for-tests.ts';

describe('the cleaner', () => {
  let database: TestDatabase;

  before(async () => {
    database = await testDatabase(TEST_MIGRATIONS);
  });

  after(() => database.close());

  test('deletes published rows after a while, in more than one batch, and no unpublished one', async () => {
    await database.db.query({
      name: 'test-outbox-rows',
      text: `INSERT INTO messaging.outbox (bucket, topic, key, event_id, type, headers, payload, created_at, published_at)
             SELECT 0, 't', kind, uuidv7(), 't', '{}', '{}', now() - interval '2 days', published_at
               FROM (VALUES ('unpublished', NULL::timestamptz), ('fresh', now()),
                            ('old', now() - make_interval(secs => $1))) AS kinds (kind, published_at),
                    generate_series(1, CASE kind WHEN 'old' THEN 12000 ELSE 3 END)`,
      values: [PUBLISHED_SECONDS + 1],
    });
    assert.equal((await clean(database.db)).outbox, 12_000);
    const { rows } = await database.db.query<{ key: string; count: number }>({
      name: 'test-outbox-left',
      text: 'SELECT key, count(*) FROM messaging.outbox GROUP BY key ORDER BY key',
    });
    assert.deepEqual(rows, [
      { key: 'fresh', count: 3 },
      { key: 'unpublished', count: 3 },
    ]);
  });

  test('deletes inbox rows that no topic can bring again, and no others', async () => {
    await database.db.query({
      name: 'test-inbox-rows',
      text: `INSERT INTO messaging.inbox (consumer, event_id, processed_at)
             SELECT 'c' || days, uuidv7(), now() - make_interval(days => days)
               FROM unnest(ARRAY[0, $1::int - 1, $1::int + 1]) AS days, generate_series(1, 5)`,
      values: [INBOX_DAYS],
    });
    assert.equal((await clean(database.db)).inbox, 5);
    const { rows } = await database.db.query<{ consumer: string }>({
      name: 'test-inbox-left',
      text: 'SELECT DISTINCT consumer FROM messaging.inbox ORDER BY consumer',
    });
    assert.deepEqual(
      rows.map((row) => row.consumer),
      ['c0', `c${INBOX_DAYS - 1}`],
    );
  });
});
