import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CommitOutcomeUnknown, DatabaseUnavailable, TransactionRolledBack } from '../postgres/index.ts';
import { Unavailable } from '../service/index.ts';
import { ATTEMPTS, backoffMs, judge, reasonOf, Unprocessable } from './failure.ts';

describe('the verdict on a failed attempt', () => {
  for (const error of [
    new DatabaseUnavailable('away'),
    new CommitOutcomeUnknown('died during COMMIT'),
    new Unavailable('a service is away'),
  ]) {
    test(`is to wait after ${error.name}, after however many attempts`, () => {
      assert.equal(judge(error, 1), 'wait');
      assert.equal(judge(error, 1_000), 'wait');
    });
  }

  test('is to park what is unprocessable, at once', () => {
    assert.equal(judge(new Unprocessable('no'), 1), 'park');
  });

  for (const error of [
    new TypeError('undefined is not a function'),
    new TransactionRolledBack(),
    'a string',
  ]) {
    test(`is to try again after ${reasonOf(error)}, and to park after ${ATTEMPTS} attempts`, () => {
      assert.equal(judge(error, 1), 'again');
      assert.equal(judge(error, ATTEMPTS - 1), 'again');
      assert.equal(judge(error, ATTEMPTS), 'park');
    });
  }
});

test('pauses grow, but not without end', () => {
  assert.deepEqual(
    [1, 2, 3].map((n) => backoffMs(n)),
    [50, 100, 200],
  );
  assert.equal(backoffMs(100), 2_000);
  assert.equal(backoffMs(10_000, 500), 500);
});
