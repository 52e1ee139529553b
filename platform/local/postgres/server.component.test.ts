import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Address } from '../../addresses.ts';
import { freePort, startUnsupervised } from '../setup/unsupervised.ts';
import { removeData } from './placement.ts';
import { type PostgresOptions, preparePostgres, superuser } from './server.ts';

const root = process.getuid?.() === 0;
let folder: string;
let options: PostgresOptions;
let stops: (() => Promise<void>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-postgres-'));
  await chmod(folder, 0o711);
  options = {
    name: 'postgres-orders',
    part: 'orders',
    dataDirectory: join(folder, 'data/postgres-orders'),
    address: { host: '127.0.0.1', port: await freePort() },
    superuserPassword: 'for-this-test-only',
  };
  stops = [];
});

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await removeData(options.dataDirectory);
  await rm(folder, { recursive: true, force: true });
});

const start = async (): Promise<ChildProcess> => {
  const { child, stop } = await startUnsupervised(await preparePostgres(options));
  stops.push(stop);
  return child;
};

const query = async (text: string): Promise<Record<string, unknown>[]> => {
  const client = superuser(options.address, options.superuserPassword);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

const killed = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

test('a second start takes up the data of the first', async () => {
  await start();
  await query('CREATE TABLE kept AS SELECT 1 AS id');
  await stops.pop()?.();
  await start();
  assert.deepEqual(await query('SELECT id FROM kept'), [{ id: 1 }]);
});

test('it keeps what was committed, and says the text order and the encoding that are wanted', async () => {
  await start();
  const [row] = await query(`SELECT current_setting('fsync') AS fsync,
    current_setting('synchronous_commit') AS commits, current_setting('data_checksums') AS checksums,
    pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale
    FROM pg_database WHERE datname = 'postgres'`);
  assert.deepEqual(row, {
    fsync: 'on',
    commits: 'on',
    checksums: 'on',
    encoding: 'UTF8',
    provider: 'b',
    locale: 'C.UTF-8',
  });
});

test('the files of its log are there before they are needed, after another start too', async () => {
  const ahead = async (): Promise<number> => {
    const [row] = await query(`
      SELECT count(*)::int AS ahead FROM pg_ls_waldir() WHERE name > pg_walfile_name(pg_current_wal_lsn())`);
    return Number(row?.ahead);
  };
  await start();
  assert.ok((await ahead()) >= 90, `${await ahead()} segments`);
  await query('CHECKPOINT');
  await stops.pop()?.();
  await start();
  assert.ok((await ahead()) >= 90, `${await ahead()} segments`);
});

test('it listens on loopback alone, wants a password, and leaves no password file', async () => {
  await start();
  assert.deepEqual(await readdir(join(folder, 'data')), ['postgres-orders']);
  const [row] = await query(`SELECT current_setting('listen_addresses') AS addresses,
    current_setting('unix_socket_directories') AS sockets`);
  assert.deepEqual(row, { addresses: '127.0.0.1', sockets: '' });
  const spec = await preparedWith({ superuserPassword: 'another' });
  await assert.rejects(spec.ready(), /data and secrets are not of one instance/);
});

test('it does not run as root', async () => {
  const child = await start();
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
  assert.notEqual(uid, 0);
  assert.equal((await stat(options.dataDirectory)).uid, uid);
});

test('after a kill it comes back with what was committed', async () => {
  const child = await start();
  await query('CREATE TABLE kept AS SELECT 1 AS id');
  await killed(child);
  await start();
  assert.deepEqual(await query('SELECT id FROM kept'), [{ id: 1 }]);
});

test('a query that still runs after its server was killed does not hold up the next start', async () => {
  const child = await start();
  await query('CREATE TABLE kept AS SELECT 1 AS id');
  const client = superuser(options.address, options.superuserPassword);
  await client.connect();
  const busy = client.query(`DO $$ BEGIN LOOP PERFORM sqrt(2); END LOOP; END $$`).catch(() => {});
  await untilBusy(options.address);
  await killed(child);
  await start();
  await busy;
  await client.end();
  assert.deepEqual(await query('SELECT id FROM kept'), [{ id: 1 }]);
});

test('a server that an earlier run left behind is ended first', async () => {
  const left = await start();
  await start();
  assert.notEqual(left.exitCode ?? left.signalCode, null);
  assert.deepEqual(await query('SELECT 1 AS id'), [{ id: 1 }]);
});

test('a recorded process id that belongs to somebody else by now does no harm to either', async () => {
  const child = await start();
  const path = join(options.dataDirectory, 'postmaster.pid');
  const record = await readFile(path, 'utf8');
  await killed(child);
  // Of the same user: to PostgreSQL that is what another server looks like.
  const { uid, gid } = await stat(path);
  const bystander = spawn('sleep', ['60'], { stdio: 'ignore', cwd: '/', ...(root && { uid, gid }) });
  await writeFile(path, record.replace(/^\d+/, String(bystander.pid)));
  await start();
  assert.equal(bystander.exitCode ?? bystander.signalCode, null);
  bystander.kill();
});

test('a start that was interrupted while it made the data leaves nothing in the way of the next', async () => {
  await mkdir(`${options.dataDirectory}.new`, { recursive: true });
  await writeFile(`${options.dataDirectory}.new/half`, 'made');
  await writeFile(`${options.dataDirectory}.password`, 'left', { mode: 0o600 });
  await start();
  assert.deepEqual(await query('SELECT 1 AS id'), [{ id: 1 }]);
});

test('below a folder that only its owner may enter it works all the same, and --fresh removes it all', async () => {
  await chmod(folder, 0o700);
  await start();
  await query('CREATE TABLE kept AS SELECT 1 AS id');
  await stops.pop()?.();
  await start();
  assert.deepEqual(await query('SELECT id FROM kept'), [{ id: 1 }]);
  const entry = await lstat(options.dataDirectory);
  // Only root has to go elsewhere: whoever else runs it is the folder's owner.
  assert.equal(entry.isSymbolicLink(), root);
  const place = root ? await readlink(options.dataDirectory) : options.dataDirectory;
  await stops.pop()?.();
  await removeData(options.dataDirectory);
  await assert.rejects(stat(place), { code: 'ENOENT' });
  await assert.rejects(lstat(options.dataDirectory), { code: 'ENOENT' });
});

test('data made in a folder that is closed later moves with its rows', async () => {
  await start();
  await query('CREATE TABLE kept AS SELECT 1 AS id');
  await stops.pop()?.();
  await chmod(folder, 0o700);
  await start();
  assert.deepEqual(await query('SELECT id FROM kept'), [{ id: 1 }]);
});

const preparedWith = async (change: Partial<PostgresOptions>) => {
  const running = options;
  const fresh = { ...running, dataDirectory: join(folder, 'data/other') };
  return preparePostgres({ ...fresh, ...change });
};

const untilBusy = async (address: Address): Promise<void> => {
  const client = superuser(address, options.superuserPassword);
  await client.connect();
  for (;;) {
    const { rowCount } = await client.query(
      `SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO $$%'`,
    );
    if (rowCount) break;
  }
  await client.end();
};
