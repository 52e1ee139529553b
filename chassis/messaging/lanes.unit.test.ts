import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { createLanes } from './lanes.ts';

type Item = { readonly lane: string; readonly n: number };

const done = async (): Promise<readonly never[]> => [];

const lanesWith = (options: Partial<Parameters<typeof createLanes<Item>>[0]>) => {
  const lanes = createLanes<Item>({
    concurrency: 4,
    capacity: 100,
    batch: 8,
    paceMs: 0,
    work: done,
    ...options,
  });
  return { add: (lane: string, n: number) => lanes.add(lane, { lane, n }), idle: lanes.idle };
};

describe('lanes', () => {
  test('keep the order within a lane', async () => {
    const seen: Item[] = [];
    const lanes = lanesWith({
      work: async (items) => {
        if (items.some(({ n }) => n % 3 === 0)) await tick();
        seen.push(...items);
        return [];
      },
    });
    for (let n = 0; n < 10; n++) {
      for (const lane of ['a', 'b']) await lanes.add(lane, n);
    }
    await lanes.idle();
    for (const lane of ['a', 'b']) {
      assert.deepEqual(
        seen.filter((item) => item.lane === lane).map(({ n }) => n),
        Array.from({ length: 10 }, (_, n) => n),
      );
    }
  });

  test('run no more at once than they may', async () => {
    let running = 0;
    let most = 0;
    const lanes = lanesWith({
      concurrency: 3,
      batch: 1,
      work: async () => {
        running += 1;
        most = Math.max(most, running);
        await tick();
        running -= 1;
        return [];
      },
    });
    for (let n = 0; n < 20; n++) await lanes.add(`lane-${n}`, n);
    await lanes.idle();
    assert.equal(most, 3);
  });

  test('a lane that is stuck does not hold up the others', async () => {
    const stuck = Promise.withResolvers<void>();
    const other = Promise.withResolvers<void>();
    const lanes = lanesWith({
      concurrency: 2,
      work: async ([item]) => {
        if (item?.lane === 'stuck') await stuck.promise;
        else other.resolve();
        return [];
      },
    });
    await lanes.add('stuck', 1);
    await tick();
    await lanes.add('stuck', 2);
    await lanes.add('other', 1);
    await other.promise;
    stuck.resolve();
    await lanes.idle();
  });

  test('take no more than fits until something is done', async () => {
    const first = Promise.withResolvers<void>();
    const lanes = lanesWith({
      concurrency: 1,
      capacity: 1,
      work: async ([item]) => {
        if (item?.lane === 'a') await first.promise;
        return [];
      },
    });
    await lanes.add('a', 1);
    let taken = false;
    const second = lanes.add('b', 1).then(() => {
      taken = true;
    });
    await tick();
    assert.equal(taken, false);
    first.resolve();
    await second;
    await lanes.idle();
    assert.equal(taken, true);
  });

  test('hand on together what has come while they were busy, one of a lane, no more than fits', async () => {
    const first = Promise.withResolvers<void>();
    const runs: string[][] = [];
    const lanes = lanesWith({
      concurrency: 1,
      batch: 3,
      work: async (items) => {
        runs.push(items.map(({ lane, n }) => `${lane}${n}`));
        if (runs.length === 1) await first.promise;
        return [];
      },
    });
    await lanes.add('first', 1);
    await tick();
    for (const lane of ['a', 'a', 'b', 'c', 'd']) await lanes.add(lane, 1);
    first.resolve();
    await lanes.idle();
    assert.deepEqual(runs, [['first1'], ['a1', 'b1', 'c1'], ['d1', 'a1']]);
  });

  test('hand on again, alone, what was left, before anything behind it', async () => {
    const runs: string[][] = [];
    const lanes = lanesWith({
      concurrency: 1,
      work: async (items) => {
        runs.push(items.map(({ lane, n }) => `${lane}${n}`));
        return items.length > 1 && runs.length === 1 ? items : [];
      },
    });
    for (const n of [1, 2]) for (const lane of ['a', 'b']) await lanes.add(lane, n);
    await lanes.idle();
    assert.deepEqual(runs, [['a1', 'b1'], ['a1'], ['b1'], ['a2', 'b2']]);
  });

  test('let what comes after a pause begin at once, and what follows close behind wait for the pace', async () => {
    const runs: number[] = [];
    const lanes = lanesWith({
      batch: 2,
      paceMs: 60_000,
      work: async (items) => {
        runs.push(items.length);
        return [];
      },
    });
    await lanes.add('a', 1);
    await lanes.idle();
    assert.deepEqual(runs, [1]);
    await lanes.add('b', 1);
    await tick();
    await tick();
    assert.deepEqual(runs, [1]);
    // A full run waits for nothing.
    await lanes.add('c', 1);
    await lanes.idle();
    assert.deepEqual(runs, [1, 2]);
  });
});
