import { expect, test } from 'vitest';
import { addressOf, choiceFrom, EVERYTHING, isNarrowed, withFacetTurned, withoutFilters } from './choice.ts';

const read = (query: string) => choiceFrom(new URLSearchParams(query));

test('a choice is the same after it was an address', () => {
  const choice = {
    q: 'tea & "cups" 100%',
    category: 'kitchen',
    sort: '-price' as const,
    priceFrom: 100,
    priceTo: 2500,
    inStock: true,
    facets: ['colour=blue', 'material=bone=china'],
  };
  const address = new URL(addressOf(choice), 'https://shop.example');
  expect(address.pathname).toBe('/search');
  expect(choiceFrom(address.searchParams)).toEqual(choice);
});

test('a category has a page of its own, and everything is the first page', () => {
  expect(addressOf(EVERYTHING)).toBe('/');
  expect(addressOf({ ...EVERYTHING, category: 'tea-cups' })).toBe('/categories/tea-cups');
  expect(addressOf({ ...EVERYTHING, category: 'tea-cups', inStock: true })).toBe(
    '/categories/tea-cups?inStock=true',
  );
  expect(addressOf({ ...EVERYTHING, q: 'cup', category: 'tea-cups' })).toBe(
    '/search?q=cup&category=tea-cups',
  );
});

test('what makes no sense in an address is left out', () => {
  expect(read('sort=colour&priceFrom=-1&priceTo=1e3&inStock=yes&facet=red&facet=&unknown=1')).toEqual(
    EVERYTHING,
  );
  expect(read('priceTo=9999999999999').priceTo).toBeNull();
  expect(read('facet=colour%3Dred&facet=colour%3Dred').facets).toEqual(['colour=red']);
  expect(read(`q=${'a'.repeat(300)}`).q).toHaveLength(200);
});

test('an order that comes by itself is not said', () => {
  expect(read('sort=name').sort).toBeNull();
  expect(read('sort=relevance').sort).toBeNull();
  expect(read('q=cup&sort=relevance').sort).toBeNull();
  expect(read('q=cup&sort=name').sort).toBe('name');
});

test('the order of facets makes no other address', () => {
  const one = withFacetTurned(withFacetTurned(EVERYTHING, 'b=2'), 'a=1');
  const other = withFacetTurned(withFacetTurned(EVERYTHING, 'a=1'), 'b=2');
  expect(addressOf(one)).toBe(addressOf(other));
  expect(withFacetTurned(one, 'b=2').facets).toEqual(['a=1']);
});

test('without its filters a question is still asked, in the same order', () => {
  const choice = read('q=cup&category=kitchen&sort=price&inStock=true&facet=a%3D1');
  expect(addressOf(withoutFilters(choice))).toBe('/search?q=cup&sort=price');
  const category = { ...EVERYTHING, category: 'kitchen', inStock: true };
  expect(addressOf(withoutFilters(category))).toBe('/categories/kitchen');
  expect(isNarrowed(category)).toBe(true);
  expect(isNarrowed(withoutFilters(category))).toBe(false);
});
