import { expect, test } from 'vitest';
import { levelOfValue } from './thresholds.ts';

const rising = {
  mode: 'absolute' as const,
  steps: [
    { value: null, color: 'green' },
    { value: 0.3, color: 'orange' },
    { value: 1, color: 'red' },
  ],
};

test('a value is as good as the last step that it reaches', () => {
  expect(levelOfValue(0.1, rising)).toBe('good');
  expect(levelOfValue(0.3, rising)).toBe('warn');
  expect(levelOfValue(7, rising)).toBe('bad');
});

test('where nothing is said of good and bad, nothing is claimed', () => {
  expect(levelOfValue(7, undefined)).toBe('none');
  expect(levelOfValue(7, { mode: 'absolute', steps: [{ value: null, color: 'text' }] })).toBe('none');
  expect(levelOfValue(null, rising)).toBe('none');
});
