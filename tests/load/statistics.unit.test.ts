import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile } from './statistics.ts';

test('percentiles are values that occurred, by nearest rank', () => {
  const numbers = [5, 1, 4, 2, 3];
  assert.equal(percentile(numbers, 0.5), 3);
  assert.equal(percentile(numbers, 0.99), 5);
  assert.equal(percentile(numbers, 0.2), 1);
  assert.equal(percentile([7], 0.01), 7);
});

test('of nothing there is no percentile', () => {
  assert.ok(Number.isNaN(percentile([], 0.5)));
});
