import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productAt } from './catalogue.ts';
import { filteredSearchPaths, productPaths, searchPaths, suggestionPaths } from './questions.ts';

const parametersOf = (path: string): URLSearchParams => new URL(path, 'http://products').searchParams;

test('the same questions are asked every time', () => {
  assert.deepEqual(searchPaths(), searchPaths());
  assert.deepEqual(filteredSearchPaths(['home']), filteredSearchPaths(['home']));
  assert.deepEqual(suggestionPaths(), suggestionPaths());
  assert.deepEqual(productPaths(500), productPaths(500));
});

test('pages are of products that the catalogue has', () => {
  const slugs = new Set(Array.from({ length: 50 }, (_, number) => productAt(number).slug));
  const asked = productPaths(50).map((path) => path.replace('/v1/products/', ''));
  assert.deepEqual(new Set(asked), slugs);
});

test('searches have one to three words, and filters where they are to have some', () => {
  for (const paths of [searchPaths(), filteredSearchPaths(['home'])]) {
    const words = paths.map((path) => parametersOf(path).get('q')?.split(' ').length);
    assert.deepEqual(new Set(words), new Set([1, 2, 3]));
  }
  assert.ok(searchPaths().every((path) => [...parametersOf(path).keys()].join() === 'q'));
  const queries = filteredSearchPaths(['home']).map(parametersOf);
  assert.ok(queries.every((query) => query.size > 1));
  const filters = new Set(queries.flatMap((query) => [...query.keys()]));
  assert.deepEqual(filters, new Set(['q', 'category', 'facet', 'inStock', 'priceFrom', 'priceTo']));
});

test('suggestions are asked for with one to eight letters of the last word', () => {
  const lengths = suggestionPaths().map((path) => parametersOf(path).get('q')?.split(' ').at(-1)?.length);
  assert.deepEqual(new Set(lengths), new Set([1, 2, 3, 4, 5, 6, 7, 8]));
});
