import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChance } from './chance.ts';

const draws = (seed: number, kind: string, share: number, count = 2_000): boolean[] => {
  const chance = createChance(seed, kind);
  return Array.from({ length: count }, () => chance(share));
};

describe('chance', () => {
  it('draws the same for the same seed and kind, and otherwise not', () => {
    assert.deepEqual(draws(7, 'late', 0.5), draws(7, 'late', 0.5));
    assert.notDeepEqual(draws(7, 'late', 0.5), draws(8, 'late', 0.5));
    assert.notDeepEqual(draws(7, 'late', 0.5), draws(7, 'slow', 0.5));
  });

  it('hits the share that is asked for', () => {
    const hits = draws(1, 'timeout', 0.1).filter(Boolean).length;
    assert.ok(hits > 150 && hits < 250, `${hits} of 2000`);
    assert.ok(draws(1, 'timeout', 1).every(Boolean));
    assert.ok(!draws(1, 'timeout', 0).some(Boolean));
  });
});
