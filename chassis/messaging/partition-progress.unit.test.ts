import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createPartitionProgress } from './partition-progress.ts';

describe('the progress of a partition', () => {
  test('has no position before its first message', () => {
    assert.equal(createPartitionProgress().position(), undefined);
  });

  test('does not pass a message that is not finished, whatever else is', () => {
    const progress = createPartitionProgress();
    for (const offset of [5n, 6n, 7n]) progress.begin(offset);
    progress.finish(6n);
    progress.finish(7n);
    assert.equal(progress.position(), 5n);
    progress.finish(5n);
    assert.equal(progress.position(), 8n);
  });

  test('passes gaps, which compaction leaves', () => {
    const progress = createPartitionProgress();
    progress.begin(3n);
    progress.begin(90n);
    progress.finish(3n);
    assert.equal(progress.position(), 90n);
    progress.finish(90n);
    assert.equal(progress.position(), 91n);
  });

  test('begins a message only once, though a rebalance brings it again', () => {
    const progress = createPartitionProgress();
    assert.equal(progress.begin(3n), true);
    assert.equal(progress.begin(3n), false);
    progress.finish(3n);
    assert.equal(progress.begin(3n), false);
    assert.equal(progress.begin(4n), true);
  });

  test('is always at the lowest unfinished message, or behind the last', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.bigInt(0n, 3_000n), { minLength: 1, maxLength: 1_500 }),
        fc.infiniteStream(fc.nat()),
        (numbers, random) => {
          const offsets = numbers.toSorted((a, b) => (a < b ? -1 : 1));
          const progress = createPartitionProgress();
          for (const offset of offsets) progress.begin(offset);
          const left = new Set(offsets);
          while (left.size > 0) {
            const rest = [...left];
            const one = rest[(random.next().value ?? 0) % rest.length] ?? 0n;
            progress.finish(one);
            left.delete(one);
            const lowest = offsets.find((offset) => left.has(offset));
            assert.equal(progress.position(), lowest ?? (offsets.at(-1) ?? 0n) + 1n);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
