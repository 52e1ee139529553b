import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comesFrom, sameToken } from './forgery.ts';

const SHOP = 'https://shop.example';

test('a change is taken from the shop’s own origin', () => {
  assert.equal(comesFrom(SHOP, { origin: SHOP, 'sec-fetch-site': 'same-origin' }), true);
  assert.equal(comesFrom(SHOP, { origin: SHOP }), true);
  assert.equal(comesFrom(SHOP, { 'sec-fetch-site': 'same-origin' }), true);
});

test('a change from anywhere else, or from who knows where, is refused', () => {
  assert.equal(comesFrom(SHOP, {}), false);
  assert.equal(comesFrom(SHOP, { origin: 'null' }), false);
  assert.equal(comesFrom(SHOP, { origin: 'http://shop.example' }), false);
  assert.equal(comesFrom(SHOP, { origin: 'https://shop.example.evil.example' }), false);
  assert.equal(comesFrom(SHOP, { origin: SHOP, 'sec-fetch-site': 'cross-site' }), false);
  assert.equal(comesFrom(SHOP, { 'sec-fetch-site': 'same-site' }), false);
  assert.equal(comesFrom(SHOP, { 'sec-fetch-site': 'none' }), false);
});

test('tokens are the same only when they are equal and there is one', () => {
  assert.equal(sameToken('abc', 'abc'), true);
  assert.equal(sameToken('abc', 'abd'), false);
  assert.equal(sameToken('ab', 'abc'), false);
  assert.equal(sameToken('', undefined), false);
  assert.equal(sameToken(undefined, 'abc'), false);
  assert.equal(sameToken(['abc'], 'abc'), false);
});
