import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meaningOf } from './stop-signals.ts';

test('the first signal asks for an orderly end, also just after the system came up', () => {
  assert.equal(meaningOf(undefined, 0), 'stop');
});

test('a copy of the same Ctrl-C, which npm passes on too, changes nothing', () => {
  assert.equal(meaningOf(5_000, 5_010), 'same');
});

test('a second Ctrl-C ends everything at once', () => {
  assert.equal(meaningOf(5_000, 6_000), 'stop-hard');
});
