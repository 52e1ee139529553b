import { expect, test } from 'vitest';
import { nextPath, withNext } from './next.ts';

test('one comes back to where one was', () => {
  const link = withNext('/log-in', '/checkout');
  expect(nextPath(new URL(link, 'https://shop.example').searchParams)).toBe('/checkout');
});

test.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n\\evil.example',
  'javascript:alert(1)',
  '',
])('an address that says %j leads to the catalogue', (next) => {
  expect(nextPath(new URLSearchParams({ next }))).toBe('/');
});
