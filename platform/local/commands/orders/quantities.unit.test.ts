import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readQuantities } from './quantities.ts';

test('quantities are listed or repeated, SKUs in upper case', () => {
  assert.deepEqual(readQuantities('b-1=1', readQuantities('mug-1=2, MUG-2=10')), [
    { sku: 'MUG-1', quantity: 2 },
    { sku: 'MUG-2', quantity: 10 },
    { sku: 'B-1', quantity: 1 },
  ]);
});

test('what says not which and how many is refused', () => {
  for (const text of ['', 'MUG-1', 'MUG-1=', 'MUG-1=0', 'MUG-1=-1', 'MUG-1=1.5', '=1', 'A=1,,B=2', '../x=1'])
    assert.throws(() => readQuantities(text), /which and how many/, text);
});
