import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '@fondaco/chassis/postgres';
import { newId } from '@fondaco/chassis/service';
import { silentLog } from '@fondaco/chassis/testing';
import { createSettle } from './settle.ts';

const sent = () => ({
  emailId: newId(),
  attempts: 1,
  state: 'sent' as const,
  reason: null,
  delaySeconds: 0,
  uncounted: false,
});

/** A database that keeps how many e-mails each statement writes down, and fails the first `failures` times. */
const database = (failures = 0) => {
  const statements: number[] = [];
  let left = failures;
  const query = async ({ values = [] }: { readonly values?: readonly unknown[] }) => {
    left -= 1;
    if (left >= 0) throw new Error('away');
    statements.push((values[0] as unknown[]).length);
    return { rows: [], count: 0 };
  };
  return { statements, db: { query } as unknown as Database };
};

test('what becomes of e-mails within a moment is written down by one statement', async () => {
  const { statements, db } = database();
  const settle = createSettle({ db, signal: new AbortController().signal, log: silentLog() });
  const first = settle(sent());
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([first, settle(sent()), settle(sent())]);
  assert.deepEqual(statements, [3]);
});

test('a database that is away is waited for, unless the end has come', async () => {
  const { statements, db } = database(1);
  await createSettle({ db, signal: new AbortController().signal, log: silentLog() })(sent());
  assert.deepEqual(statements, [1]);
  const gone = database(1);
  await createSettle({ db: gone.db, signal: AbortSignal.abort(), log: silentLog() })(sent());
  assert.deepEqual(gone.statements, []);
});
