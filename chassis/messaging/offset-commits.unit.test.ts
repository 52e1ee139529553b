import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createOffsetCommits, type Position } from './offset-commits.ts';
import { createPartitionProgress } from './partition-progress.ts';

describe('offset commits', () => {
  const setUp = () => {
    const world = { owned: true, broken: false, committed: [] as Position[][] };
    const commits = createOffsetCommits({
      owned: () => world.owned,
      commit: async (positions) => {
        if (world.broken) throw new Error('no coordinator');
        world.committed.push(positions);
      },
    });
    const progress = createPartitionProgress();
    const finish = (offset: bigint): void => {
      progress.begin(offset);
      progress.finish(offset);
      commits.touch('t', 0, progress);
    };
    return { world, commits, finish };
  };

  test('commit the position once, however often they are flushed', async () => {
    const { world, commits, finish } = setUp();
    finish(4n);
    await commits.flush();
    await commits.flush();
    assert.deepEqual(world.committed, [[{ topic: 't', partition: 0, offset: 5n }]]);
  });

  test('are tried again after a failure', async () => {
    const { world, commits, finish } = setUp();
    finish(4n);
    world.broken = true;
    await assert.rejects(commits.flush(), /no coordinator/);
    world.broken = false;
    await commits.flush();
    assert.deepEqual(world.committed, [[{ topic: 't', partition: 0, offset: 5n }]]);
  });

  test('leave alone a partition that another member has', async () => {
    const { world, commits, finish } = setUp();
    finish(4n);
    world.owned = false;
    await commits.flush();
    assert.deepEqual(world.committed, []);
    world.owned = true;
    finish(5n);
    await commits.flush();
    assert.deepEqual(world.committed, [[{ topic: 't', partition: 0, offset: 6n }]]);
  });
});
