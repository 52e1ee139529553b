import type { Unit } from '@fondaco/contracts/http/backoffice-bff';
import { expect, test } from 'vitest';
import { formatted } from './units.ts';

test.each<[number, Unit, string]>([
  [0.0243, 's', '24.3 ms'],
  [0.000_4, 's', '400 µs'],
  [0, 's', '0 s'],
  [90, 's', '90 s'],
  [600, 's', '10 min'],
  [93_600, 's', '1.08 d'],
  [128_000_000, 'bytes', '128 MB'],
  [0.0034, 'percentunit', '0.34 %'],
  [12.34, 'reqps', '12.3/s'],
  [1234, 'short', '1,234'],
  [56_789, 'short', '56.8 k'],
  [3, 'short', '3'],
])('%d in %s is %s', (value, unit, text) => {
  expect(formatted(value, unit)).toBe(text);
});

test('as many decimals as are asked for', () => {
  expect(formatted(2, 'short', 1)).toBe('2.0');
});

test('no value is a dash, never a zero', () => {
  expect(formatted(null, 's')).toBe('–');
  expect(formatted(undefined, 's')).toBe('–');
});
