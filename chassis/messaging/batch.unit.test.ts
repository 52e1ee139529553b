import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { takeBatch } from './batch.ts';

const rowOf = (id: number, bytes: number) => ({
  id,
  bucket: 0,
  topic: 'test.counter',
  key: 'key',
  headers: {},
  payload: 'x'.repeat(bytes),
});

describe('a batch', () => {
  test('takes all rows that fit', () => {
    const rows = [rowOf(1, 10), rowOf(2, 10)];
    assert.deepEqual(takeBatch(rows), rows);
    assert.deepEqual(takeBatch([]), []);
  });

  test('leaves the rest, in order', () => {
    const rows = [rowOf(1, 400_000), rowOf(2, 400_000), rowOf(3, 400_000), rowOf(4, 1)];
    assert.deepEqual(
      takeBatch(rows).map((row) => row.id),
      [1, 2],
    );
  });

  test('takes one row however large it is', () => {
    const rows = [rowOf(1, 2_000_000), rowOf(2, 1)];
    assert.deepEqual(
      takeBatch(rows).map((row) => row.id),
      [1],
    );
  });
});
