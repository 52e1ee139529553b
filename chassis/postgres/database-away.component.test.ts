import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { silentLog, testDatabase } from '../testing/index.ts';
import { createDatabase, DatabaseUnavailable } from './index.ts';

const MIGRATIONS = new URL('./test-migrations/', import.meta.url).pathname;

const find = (id: number) => ({
  name: 'test.find',
  text: 'SELECT id FROM thing WHERE id = $1',
  values: [id],
});

describe('a database that is away', () => {
  const connectTo = (url: string) =>
    createDatabase({ url, poolSize: 2, applicationName: 'test', metrics: new Registry(), log: silentLog() });

  it('is told at once when the connection is refused', async () => {
    const db = connectTo('postgres://nobody:secret@127.0.0.1:1/nothing');
    await assert.rejects(db.query(find(1)), DatabaseUnavailable);
    await assert.rejects(
      db.transaction(async () => undefined),
      DatabaseUnavailable,
    );
    await assert.rejects(db.check(), DatabaseUnavailable);
    await db.close();
  });

  it('is told within two seconds when the server accepts and says nothing', async () => {
    const server = createServer((socket) => void socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const db = connectTo(`postgres://nobody:secret@127.0.0.1:${port}/nothing`);
    const started = performance.now();
    await assert.rejects(db.query(find(1)), DatabaseUnavailable);
    assert.ok(performance.now() - started < 2_000);
    await db.close();
    server.close();
  });

  it('is told within two seconds when all connections of the pool are taken', async () => {
    const test = await testDatabase(MIGRATIONS);
    const db = connectTo(test.url);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const holders = [db.transaction(() => held), db.transaction(() => held)];
    const started = performance.now();
    await assert.rejects(db.query(find(1)), DatabaseUnavailable);
    assert.ok(performance.now() - started < 2_000);
    letGo();
    await Promise.all(holders);
    await db.close();
    await test.close();
  });
});
