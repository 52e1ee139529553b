import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Transaction } from '@fondaco/chassis/postgres';
import { type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import { MIGRATIONS, rows } from '../payments-for-tests.ts';

describe('the ledger', () => {
  let database: TestDatabase;

  before(async () => {
    database = await testDatabase(MIGRATIONS);
  });
  after(() => database?.close());

  const enter = async (
    tx: Transaction,
    postings: readonly (readonly [string, string, number])[],
    reference: string = randomUUID(),
  ): Promise<void> => {
    const id = randomUUID();
    await rows(
      tx,
      `insert into ledger_transaction (id, order_id, kind, reference, at) values ($1, $1, 'captured', $2, now())`,
      id,
      reference,
    );
    for (const posting of postings) {
      await rows(tx, 'insert into ledger_posting values ($1, $2, $3, $4)', id, ...posting);
    }
  };
  const entered = (postings: readonly (readonly [string, string, number])[], reference?: string) =>
    database.db.transaction((tx) => enter(tx, postings, reference));

  test('takes what adds up to nothing, in each currency', async () => {
    await entered([
      ['holds', 'GBP', 5],
      ['hold-obligations', 'GBP', -5],
      ['holds', 'EUR', 7],
      ['hold-obligations', 'EUR', -7],
    ]);
  });

  test('refuses what does not, also when the currencies make up for one another', async () => {
    await assert.rejects(entered([['holds', 'GBP', 5]]), /does not balance/);
    await assert.rejects(
      entered([
        ['holds', 'GBP', 5],
        ['hold-obligations', 'EUR', -5],
      ]),
      /does not balance/,
    );
  });

  test('refuses the same movement a second time', async () => {
    const reference = randomUUID();
    await entered([], reference);
    await assert.rejects(entered([], reference), /ledger_transaction_once/);
  });

  test('is never changed', async () => {
    await entered([
      ['holds', 'GBP', 5],
      ['hold-obligations', 'GBP', -5],
    ]);
    for (const statement of [
      'update ledger_posting set amount_minor = 0',
      'delete from ledger_posting',
      'update ledger_transaction set at = now()',
      'delete from ledger_transaction',
    ]) {
      await assert.rejects(rows(database.db, statement), /append-only/, statement);
    }
  });
});
