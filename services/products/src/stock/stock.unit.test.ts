import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adjust, available, MAX_ON_HAND } from './stock.ts';

const stock = { sku: 'A', onHand: 10, reserved: 4 };

test('what is reserved is not available', () => {
  assert.equal(available(stock), 6);
});

test('stock can be lowered to what is reserved, not further', () => {
  assert.deepEqual(adjust(stock, -6), { stock: { ...stock, onHand: 4 } });
  assert.deepEqual(adjust(stock, -7), { refused: 'below-reserved' });
});

test('stock has an upper limit', () => {
  assert.deepEqual(adjust(stock, MAX_ON_HAND - 10), { stock: { ...stock, onHand: MAX_ON_HAND } });
  assert.deepEqual(adjust(stock, MAX_ON_HAND - 9), { refused: 'above-limit' });
});
