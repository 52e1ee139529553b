import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Registry } from '@prometheus-io/client';
import pg from 'pg';
import { eventually, recordingLog, type TestDatabase, testDatabase } from '../testing/index.ts';
import {
  CommitOutcomeUnknown,
  createDatabase,
  type Database,
  DatabaseUnavailable,
  isTransient,
  isUniqueViolation,
  TransactionRolledBack,
} from './index.ts';

const MIGRATIONS = new URL('./test-migrations/', import.meta.url).pathname;

const insert = (id: number) => ({
  name: 'test.insert',
  text: 'INSERT INTO thing (id) VALUES ($1)',
  values: [id],
});
const find = (id: number) => ({
  name: 'test.find',
  text: 'SELECT id FROM thing WHERE id = $1',
  values: [id],
});
const ownBackend = { name: 'test.pid', text: 'SELECT pg_backend_pid() AS pid' };

describe('database', () => {
  let test: TestDatabase;
  let db: Database;
  let metrics: Registry;
  const { log, records } = recordingLog();

  const endBackend = async (pid: number | undefined): Promise<void> => {
    const client = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL });
    await client.connect();
    await client.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
    await client.end();
  };
  const exists = async (id: number): Promise<boolean> => (await db.query(find(id))).count === 1;

  before(async () => {
    test = await testDatabase(MIGRATIONS);
    metrics = new Registry();
    db = createDatabase({ url: test.url, poolSize: 3, applicationName: 'things-1', metrics, log });
  });
  after(async () => {
    await db.close();
    await test.close();
  });

  it('gives int8 as number, timestamptz as Date, numeric and date as text', async () => {
    const { rows } = await db.query<Record<string, unknown>>({
      name: 'test.types',
      text: `SELECT 9007199254740991::int8 AS big, '2026-01-02T03:04:05Z'::timestamptz AS at, 1.10::numeric AS exact,
             '2026-01-02'::date AS day`,
    });
    assert.deepEqual(rows, [
      { big: 9007199254740991, at: new Date('2026-01-02T03:04:05Z'), exact: '1.10', day: '2026-01-02' },
    ]);
  });

  it('refuses an int8 that a number cannot hold', async () => {
    await assert.rejects(
      db.query({ name: 'test.too-big', text: 'SELECT 9007199254740993::int8' }),
      RangeError,
    );
  });

  it('limits the time of statements and transactions and carries the name of the instance', async () => {
    const { rows } = await db.query({
      name: 'test.settings',
      text: `SELECT current_setting('statement_timeout') AS statement, current_setting('transaction_timeout') AS transaction,
             current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('application_name') AS name`,
    });
    assert.deepEqual(rows, [{ statement: '10s', transaction: '30s', idle: '10s', name: 'things-1' }]);
  });

  it('commits what the work did and then runs the hooks', async () => {
    const seen: string[] = [];
    const answer = await db.transaction(async (tx) => {
      tx.afterCommit(() => seen.push('hook'));
      await tx.query(insert(1));
      seen.push('work');
      return 'done';
    });
    assert.equal(answer, 'done');
    assert.deepEqual(seen, ['work', 'hook']);
    assert.equal(await exists(1), true);
  });

  it('rolls back and runs no hook when the work throws', async () => {
    let hooked = false;
    const work = db.transaction(async (tx) => {
      tx.afterCommit(() => {
        hooked = true;
      });
      await tx.query(insert(2));
      throw new Error('refused');
    });
    await assert.rejects(work, /refused/);
    assert.equal(await exists(2), false);
    assert.equal(hooked, false);
  });

  it('runs what is to be done before the commit when the work is done, and can be kept from it', async () => {
    await db.transaction(async (tx) => {
      tx.beforeCommit(async () => void (await tx.query(insert(21))));
      assert.equal(await exists(21), false);
    });
    assert.equal(await exists(21), true);
    const work = db.transaction(async (tx) => {
      tx.beforeCommit(async () => {
        throw new Error('not like this');
      });
      await tx.query(insert(22));
    });
    await assert.rejects(work, /not like this/);
    assert.equal(await exists(22), false);
  });

  it('names the violated constraint, which is not transient', async () => {
    await db.query(insert(3));
    await assert.rejects(db.query(insert(3)), (error) => {
      assert.equal(isUniqueViolation(error, 'thing_pkey'), true);
      assert.equal(isUniqueViolation(error, 'another'), false);
      assert.equal(isTransient(error), false);
      return true;
    });
  });

  it('says so when COMMIT is answered with ROLLBACK because an error was swallowed', async () => {
    let hooked = false;
    const work = db.transaction(async (tx) => {
      tx.afterCommit(() => {
        hooked = true;
      });
      await tx.query(insert(4));
      await tx.query(insert(4)).catch(() => undefined);
    });
    await assert.rejects(work, TransactionRolledBack);
    assert.equal(await exists(4), false);
    assert.equal(hooked, false);
  });

  it('throws the violation of a deferred constraint at COMMIT and keeps the connection', async () => {
    const work = db.transaction((tx) =>
      tx.query({ name: 'test.orphan', text: 'INSERT INTO part (id, thing_id) VALUES (1, 999)' }),
    );
    await assert.rejects(work, (error) => error instanceof pg.DatabaseError && error.code === '23503');
    assert.equal((await db.query({ name: 'test.parts', text: 'SELECT 1 FROM part' })).count, 0);
  });

  it('says that the database is away when the backend dies in the middle of a transaction', async () => {
    const work = db.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>(ownBackend);
      await tx.query(insert(5));
      await endBackend(rows[0]?.pid);
      await tx.query(insert(6));
    });
    await assert.rejects(work, DatabaseUnavailable);
    assert.equal(await exists(5), false);
  });

  it('says that the outcome is unknown when the connection dies during COMMIT', async () => {
    const work = db.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>(ownBackend);
      await tx.query({ name: 'test.slow', text: 'INSERT INTO slow_at_commit (id) VALUES (1)' });
      // The deferred trigger sleeps inside COMMIT: the backend is ended while it is there.
      void eventually(async () => {
        const client = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL });
        await client.connect();
        try {
          const { rowCount } = await client.query(
            "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND query = 'COMMIT' AND wait_event = 'PgSleep'",
            [rows[0]?.pid],
          );
          assert.equal(rowCount, 1);
        } finally {
          await client.end();
        }
      }).then(() => endBackend(rows[0]?.pid));
    });
    await assert.rejects(work, CommitOutcomeUnknown);
  });

  it('survives the loss of idle connections', async () => {
    const { rows } = await db.query<{ pid: number }>(ownBackend);
    await endBackend(rows[0]?.pid);
    await eventually(() =>
      assert.ok(records.some((record) => record.msg === 'idle database connection lost')),
    );
    assert.equal(await exists(1), true);
  });

  it('tells a text that changed under its name from a database that is away', async () => {
    await db.transaction(async (tx) => {
      await tx.query({ name: 'test.name', text: 'SELECT 1' });
      await assert.rejects(
        tx.query({ name: 'test.name', text: 'SELECT 2' }),
        (error) => error instanceof Error && !isTransient(error),
      );
    });
  });

  it('refuses statements after the end of their transaction', async () => {
    const escaped = await db.transaction(async (tx) => tx);
    assert.throws(() => escaped.query(insert(7)), /after the end of its transaction/);
  });

  it('tells a deadlock from a mistake', async () => {
    const lock = (id: number) => ({
      name: 'test.lock',
      text: 'SELECT pg_advisory_xact_lock($1)',
      values: [id],
    });
    let bothHold = () => {};
    const both = new Promise<void>((resolve) => {
      let held = 0;
      bothHold = () => {
        held += 1;
        if (held === 2) resolve();
      };
    });
    const crossing = (first: number, second: number) =>
      db.transaction(async (tx) => {
        await tx.query(lock(first));
        bothHold();
        await both;
        await tx.query(lock(second));
      });
    const outcomes = await Promise.allSettled([crossing(1, 2), crossing(2, 1)]);
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    assert.equal(failures.length, 1);
    assert.equal(isTransient(failures[0]), true);
  });

  it('measures statements by name and the pool', async () => {
    await db.query(find(1));
    const text = await metrics.metrics();
    assert.match(
      text,
      /db_client_operation_duration_seconds_count\{db_operation_name="test.find",error_type=""\} \d+/,
    );
    assert.match(
      text,
      /db_client_operation_duration_seconds_count\{db_operation_name="test.insert",error_type="refused"\} \d+/,
    );
    assert.match(text, /db_client_connection_count\{db_client_connection_state="idle"\} [1-3]/);
    assert.match(text, /db_client_connection_count\{db_client_connection_state="used"\} 0/);
    assert.match(text, /db_client_connection_pending_requests 0/);
  });

  it('hears notifications, also after the connection was lost', async () => {
    const heard: string[] = [];
    const subscription = db.listen('things', (payload) => void heard.push(payload));
    const notify = (payload: string) =>
      db.query({ name: 'test.notify', text: "SELECT pg_notify('things', $1)", values: [payload] });
    const hears = (payload: string) =>
      eventually(async () => {
        await notify(payload);
        assert.ok(heard.includes(payload));
      });
    await hears('first');
    const { rows } = await db.query<{ pid: number }>({
      name: 'test.listener',
      text: 'SELECT pid FROM pg_stat_activity WHERE query = \'LISTEN "things"\'',
    });
    await endBackend(rows[0]?.pid);
    await hears('second');
    assert.ok(heard.includes(''), 'a reconnection is told');
    await subscription.stop();
  });
});
