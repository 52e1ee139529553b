import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { v7 } from 'uuid';
import { eventually, type TestDatabase, testDatabase } from '../testing/index.ts';
import { TEST_MIGRATIONS } from './event-for-tests.ts';
import { createLeases, type Leases } from './leases.ts';
import { BUCKETS } from './new-row.ts';
import { claimRows } from './outbox-store.ts';

describe('the leases of the outbox', () => {
  let database: TestDatabase;

  before(async () => {
    database = await testDatabase(TEST_MIGRATIONS);
  });

  after(() => database.close());

  beforeEach(async () => {
    await expire();
  });

  const expire = async (owner?: string): Promise<void> => {
    for (const [table, name] of [
      ['messaging.outbox_lease', 'test-expire-leases'],
      ['messaging.outbox_relay', 'test-expire-relays'],
    ] as const) {
      await database.db.query({
        name,
        text: `UPDATE ${table} SET expires_at = now() - interval '1 second' WHERE $1::uuid IS NULL OR owner = $1`,
        values: [owner ?? null],
      });
    }
  };

  const tick = async (leases: Leases): Promise<number[]> =>
    (await leases.tick(() => true)).map((lease) => lease.bucket).toSorted((a, b) => a - b);

  test('a relay alone holds all buckets', async () => {
    assert.equal((await tick(createLeases(database.db, v7()))).length, BUCKETS);
  });

  test('a second relay gets its half, and no bucket is held twice', async () => {
    const one = createLeases(database.db, v7());
    const two = createLeases(database.db, v7());
    await tick(one);
    await eventually(async () => {
      const [ofOne, ofTwo] = [await tick(one), await tick(two)];
      assert.equal(ofOne.length, BUCKETS / 2);
      assert.equal(new Set([...ofOne, ...ofTwo]).size, BUCKETS);
    });
  });

  test('a bucket that is being published is not given away', async () => {
    const one = createLeases(database.db, v7());
    const two = createLeases(database.db, v7());
    await tick(one);
    await tick(two);
    const held = await one.tick(() => false);
    assert.equal(held.length, BUCKETS);
  });

  test('what a relay held goes to another when its leases have expired, under a new epoch', async () => {
    const dead = createLeases(database.db, v7());
    const before = await dead.tick(() => true);
    await expire(dead.owner);
    const after = await createLeases(database.db, v7()).tick(() => true);
    assert.equal(after.length, BUCKETS);
    for (const { bucket, epoch } of after) {
      assert.ok(epoch > (before.find((lease) => lease.bucket === bucket)?.epoch ?? Infinity));
    }
  });

  test('a relay that comes to after its leases have expired claims no rows', async () => {
    const late = createLeases(database.db, v7());
    const buckets = await tick(late);
    await database.db.query({
      name: 'test-one-row',
      text: `INSERT INTO messaging.outbox (bucket, topic, key, event_id, type, headers, payload)
             VALUES (3, 't', 'k', uuidv7(), 't', '{}', '{}')`,
    });
    assert.equal((await claimRows(database.db, late.owner, buckets, 10)).length, 1);
    await expire(late.owner);
    assert.deepEqual(await claimRows(database.db, late.owner, buckets, 10), []);
  });

  test('a claim marks what was published before, and answers the rest in order', async () => {
    const one = createLeases(database.db, v7());
    const buckets = await tick(one);
    await database.db.query({
      name: 'test-three-rows',
      text: `INSERT INTO messaging.outbox (bucket, topic, key, event_id, type, headers, payload)
             SELECT 4, 't', 'marked-' || n, uuidv7(), 't', '{}', '{}' FROM generate_series(1, 3) AS n`,
    });
    const claimed = async (published: readonly number[] = []) =>
      (await claimRows(database.db, one.owner, buckets, 10, published)).filter(({ bucket }) => bucket === 4);
    const [first, ...others] = await claimed();
    assert.equal(first?.key, 'marked-1');
    assert.deepEqual(await claimed([first.id]), others);
    assert.deepEqual(await claimed(), others);
    const { rows } = await database.db.query({
      name: 'test-marked',
      text: "SELECT key FROM messaging.outbox WHERE published_at IS NOT NULL AND key LIKE 'marked-%'",
    });
    assert.deepEqual(rows, [{ key: 'marked-1' }]);
  });

  test('a relay that stops gives all back at once', async () => {
    const one = createLeases(database.db, v7());
    await tick(one);
    await one.releaseAll();
    assert.equal((await tick(createLeases(database.db, v7()))).length, BUCKETS);
  });
});
