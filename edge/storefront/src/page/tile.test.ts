import { expect, test } from 'vitest';
import { tintOf } from './tile.tsx';

test('a SKU has always the same tint, and SKUs have many', () => {
  expect(tintOf('84029E')).toBe(tintOf('84029E'));
  const tints = new Set(Array.from({ length: 200 }, (_, at) => tintOf(String(22_000 + at))));
  expect([...tints].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});
