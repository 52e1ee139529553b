import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextPath } from './next.ts';

const next = (path: string) => nextPath(new URLSearchParams({ next: path }));

test('who logs in goes on to where they came from', () => {
  assert.equal(next('/orders?cursor=1'), '/orders?cursor=1');
  assert.equal(nextPath(new URLSearchParams()), '/');
});

test('an address that would lead somewhere else leads to the first page', () => {
  for (const path of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/\t/evil.example',
    '/\n/evil',
  ])
    assert.equal(next(path), '/', JSON.stringify(path));
});
