import { expect, test } from 'vitest';
import { nextPlace, suggestedGroups } from './suggested.ts';

test('words lead to a search, categories and products to their pages', () => {
  const groups = suggestedGroups({
    words: ['tea & cake'],
    categories: [{ slug: 'tea', name: 'Tea' }],
    products: [{ slug: 'tea.cup', name: 'TEA CUP' }],
  });
  expect(groups.map(({ title, options }) => [title, options[0]?.label, options[0]?.address])).toEqual([
    ['Search for', 'tea & cake', '/search?q=tea+%26+cake'],
    ['Categories', 'Tea', '/categories/tea'],
    ['Products', 'TEA CUP', '/products/tea.cup'],
  ]);
});

test('groups of nothing are left out, and long ones cut', () => {
  const words = Array.from({ length: 20 }, (_, at) => `word ${at}`);
  const groups = suggestedGroups({ words, categories: [], products: [] });
  expect(groups.map(({ options }) => options.length)).toEqual([5]);
});

test('the arrows go round, by way of the field', () => {
  expect([-1, 0, 1].map((place) => nextPlace(place, 1, 2))).toEqual([0, 1, -1]);
  expect([-1, 0, 1].map((place) => nextPlace(place, -1, 2))).toEqual([1, -1, 0]);
  expect(nextPlace(-1, 1, 0)).toBe(-1);
});
