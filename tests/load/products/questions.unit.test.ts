import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productAt } from './catalogue.ts';
import { productPaths, searchPaths, suggestionPaths } from './questions.ts';

const parametersOf = (path: string): URLSearchParams => new URL(path, 'http://products').searchParams;

test('the same questions are asked every time', () => {
  assert.deepEqual(searchPaths(['home']), searchPaths(['home']));
  assert.deepEqual(suggestionPaths(), suggestionPaths());
  assert.deepEqual(productPaths(500), productPaths(500));
});

test('pages are of products that the catalogue has', () => {
  const slugs = new Set(Array.from({ length: 50 }, (_, number) => productAt(number).slug));
  const asked = productPaths(50).map((path) => path.replace('/v1/products/', ''));
  assert.deepEqual(new Set(asked), slugs);
});

test('searches have one to three words, a third of them no filter', () => {
  const queries = searchPaths(['home']).map(parametersOf);
  const words = queries.map((query) => query.get('q')?.split(' ').length);
  assert.deepEqual(new Set(words), new Set([1, 2, 3]));
  const plain = queries.filter((query) => [...query.keys()].join() === 'q').length / queries.length;
  assert.ok(plain > 0.28 && plain < 0.39, String(plain));
  const filters = new Set(queries.flatMap((query) => [...query.keys()]));
  assert.deepEqual(filters, new Set(['q', 'category', 'facet', 'inStock', 'priceFrom', 'priceTo']));
});

test('suggestions are asked for with one to eight letters of the last word', () => {
  const lengths = suggestionPaths().map((path) => parametersOf(path).get('q')?.split(' ').at(-1)?.length);
  assert.deepEqual(new Set(lengths), new Set([1, 2, 3, 4, 5, 6, 7, 8]));
});
