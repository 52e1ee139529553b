import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, slips } from './spelling.ts';

test('letters left out, added, exchanged or swapped are one slip each', () => {
  assert.equal(slips('lamp', 'lamp'), 0);
  assert.equal(slips('lanp', 'lamp'), 1);
  assert.equal(slips('lmap', 'lamp'), 1);
  assert.equal(slips('lam', 'lamp'), 1);
  assert.equal(slips('laamp', 'lamp'), 1);
  assert.equal(slips('', 'lamp'), 4);
  assert.equal(slips('latnren', 'lantern'), 2);
});

const known = (...words: [string, number][]) => words.map(([word, uses]) => ({ word, uses }));

test('the word with the fewest slips was meant, of several the most used one', () => {
  assert.equal(nearest('latern', known(['lateral', 900], ['lantern', 1]))?.word, 'lantern');
  assert.equal(nearest('lant', known(['land', 2], ['lane', 9]))?.word, 'lane');
});

test('what is too far from every word is taken for none of them', () => {
  assert.equal(nearest('xqzzy', known(['lantern', 9], ['lamp', 9])), null);
  assert.equal(nearest('ab', known(['ac', 9])), null);
  assert.equal(nearest('lanp', []), null);
});
