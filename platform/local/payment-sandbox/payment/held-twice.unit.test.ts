import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countHeldTwice } from './held-twice.ts';

const held = (attemptId: string, orderId: string, heldAt: number, voidedAt: number | null = null) => ({
  attemptId,
  orderId,
  heldAt,
  voidedAt,
});

describe('money held twice', () => {
  it('is counted for an order whose second hold began before the first had ended', () => {
    const both = [held('a', 'one', 1), held('b', 'one', 2), held('c', 'two', 1, 5), held('d', 'two', 4)];
    assert.deepEqual(countHeldTwice(both), { attemptsHeldTwice: 0, ordersHeldTwice: 2 });
  });

  it('is not counted for an order that was held again after a void', () => {
    const again = [held('a', 'one', 1, 2), held('b', 'one', 2, 3), held('c', 'one', 9)];
    assert.deepEqual(countHeldTwice(again), { attemptsHeldTwice: 0, ordersHeldTwice: 0 });
  });

  it('is counted for an attempt even when the first hold had ended', () => {
    const twice = [held('a', 'one', 1, 2), held('a', 'one', 3)];
    assert.deepEqual(countHeldTwice(twice), { attemptsHeldTwice: 1, ordersHeldTwice: 0 });
  });
});
