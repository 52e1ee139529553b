import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adjust, available, becomesLow, crossesZero, isBack, MAX_ON_HAND } from './stock.ts';

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

test('stock becomes low once, when it falls below the number that is set', () => {
  const low = (before: number, after: number) => becomesLow({ sku: 'A', before, after }, 5);
  assert.equal(low(5, 4), true);
  assert.equal(low(100, 0), true);
  assert.equal(low(6, 5), false);
  assert.equal(low(4, 3), false, 'it was low before');
  assert.equal(low(3, 4), false);
});

test('where no number is low, none ever becomes so', () => {
  assert.equal(becomesLow({ sku: 'A', before: 1, after: 0 }, 0), false);
});

test('stock is back when there was none and there is some', () => {
  const back = (before: number, after: number) => isBack({ sku: 'A', before, after });
  assert.equal(back(0, 1), true);
  assert.equal(back(1, 2), false);
  assert.equal(back(1, 0), false);
  assert.equal(back(0, 0), false);
});

test('zero is crossed in both directions', () => {
  const crosses = (before: number, after: number) => crossesZero({ sku: 'A', before, after });
  assert.equal(crosses(0, 1), true);
  assert.equal(crosses(1, 0), true);
  assert.equal(crosses(2, 1), false);
  assert.equal(crosses(0, 0), false);
});
