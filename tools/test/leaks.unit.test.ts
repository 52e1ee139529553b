import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaksIn } from './leaks.ts';

// In pieces: what this run prints is searched too.
const card = ['4242', '4242', '4242', '4242'];
const token = ['eyJhbGciOiJFZERTQSJ9', 'eyJzdWIiOiIwMTlhYiJ9', 'c2lnbmF0dXJlLW9m'].join('.');

test('cards, tokens and customers are found in what was printed', () => {
  for (const text of [
    card.join(''),
    card.join(' '),
    card.join('-'),
    token,
    ['ada', 'shopper.example'].join('@'),
  ]) {
    assert.equal(leaksIn(`✔ a test (${text})\n`).length, 1);
    assert.ok(!leaksIn(text)[0]?.includes(text), 'and not told in full');
  }
});

test('numbers, times, ids and hashes are none', () => {
  const harmless = [
    '1234 5678 9012 3456',
    '4242424242424241',
    'duration_ms 6859.817698',
    '0198f3a0-0000-7000-8000-000000000001',
    'a3f2424242424242424242ff',
    '0.4242424242424242',
    'ann@example.com',
  ];
  assert.deepEqual(leaksIn(harmless.join('\n')), []);
});
