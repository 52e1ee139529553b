import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { MigrationFailed, migrate } from './index.ts';

describe('migrate', () => {
  let directory: string;
  let test: TestDatabase;

  const write = (name: string, sql: string) => writeFile(join(directory, name), sql);
  const tables = async (): Promise<string[]> => {
    const { rows } = await test.db.query<{ name: string }>({
      name: 'test.tables',
      text: "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
    });
    return rows.map((row) => row.name);
  };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'migrate-'));
    await write('0001_first.sql', 'CREATE TABLE first (id int);');
    test = await testDatabase(directory);
  });
  after(async () => {
    await test.close();
    await rm(directory, { recursive: true });
  });

  it('runs what is new, once, also when two start at the same time', async () => {
    await write('0002_second.sql', 'CREATE TABLE second (id int); INSERT INTO second VALUES (1);');
    const run = () => migrate({ url: test.ownerUrl, directory });
    await Promise.all([run(), run()]);
    await run();
    assert.deepEqual(await tables(), ['first', 'second']);
    const { rows } = await test.db.query({ name: 'test.second', text: 'SELECT id FROM second' });
    assert.deepEqual(rows, [{ id: 1 }]);
  });

  it('brings the messaging schema before the tables of the service', async () => {
    await test.db.query({ name: 'test.outbox', text: 'SELECT 1 FROM messaging.outbox' });
  });

  it('leaves the service its rows but not its tables', async () => {
    await test.db.query({ name: 'test.insert', text: 'INSERT INTO first VALUES (1)' });
    await assert.rejects(test.db.query({ name: 'test.drop', text: 'DROP TABLE first' }), /must be owner/);
  });

  it('says which folder failed and why, and leaves nothing of the failed file behind', async () => {
    await write('0003_broken.sql', 'CREATE TABLE third (id int); CREATE TABLE first (id int);');
    await assert.rejects(migrate({ url: test.ownerUrl, directory }), (error) => {
      assert.ok(error instanceof MigrationFailed);
      assert.match(error.message, /migrate-.*relation "first" already exists/);
      return true;
    });
    assert.deepEqual(await tables(), ['first', 'second']);
    await rm(join(directory, '0003_broken.sql'));
  });

  it('refuses a file whose name has no place in the order', async () => {
    await write('second.sql', 'SELECT 1;');
    await assert.rejects(
      migrate({ url: test.ownerUrl, directory }),
      /second.sql is not named like 0001_orders.sql/,
    );
    await rm(join(directory, 'second.sql'));
  });
});
