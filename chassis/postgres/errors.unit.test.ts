import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DatabaseError } from 'pg';
import {
  CommitOutcomeUnknown,
  DatabaseUnavailable,
  isConnectionLoss,
  isTransient,
  TransactionRolledBack,
} from './errors.ts';

const failure = (code: string): DatabaseError => Object.assign(new DatabaseError(code, 0, 'error'), { code });

describe('database errors', () => {
  for (const code of ['08006', '53300', '57P01', '57P03', '57014', '25P04', '40001', '40P01', '55P03']) {
    it(`takes ${code} for a failure of the infrastructure`, () =>
      assert.equal(isTransient(failure(code)), true));
  }
  for (const code of ['23505', '23503', '22P02', '42P01', '42501']) {
    it(`takes ${code} for a mistake`, () => assert.equal(isTransient(failure(code)), false));
  }
  it('takes a lost database and an unknown commit for transient, a swallowed error not', () => {
    assert.equal(isTransient(new DatabaseUnavailable('away')), true);
    assert.equal(isTransient(new CommitOutcomeUnknown('unknown')), true);
    assert.equal(isTransient(new TransactionRolledBack()), false);
  });
  it('tells a lost connection from a mistake of the caller', () => {
    assert.equal(isConnectionLoss(new Error('Connection terminated unexpectedly')), true);
    assert.equal(isConnectionLoss(new RangeError('too big')), false);
    assert.equal(isConnectionLoss(failure('23505')), false);
    assert.equal(isConnectionLoss(failure('57P01')), true);
  });
});
