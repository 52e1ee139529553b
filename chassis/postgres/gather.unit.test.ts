import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGather } from './gather.ts';

describe('gathered items', () => {
  const LONG_MS = 60_000;

  const gatherer = (options: { paceMs?: number; lingerMs?: number; most?: number; concurrency?: number }) => {
    const runs: { items: readonly number[]; end: () => void; fail: (error: Error) => void }[] = [];
    const gather = createGather<number, string>({
      paceMs: 0,
      most: 3,
      concurrency: 2,
      ...options,
      work: (items) =>
        new Promise((resolve, reject) => {
          runs.push({ items, end: () => resolve(items.map((item) => `done ${item}`)), fail: reject });
        }),
    });
    return { gather, runs, items: () => runs.map((run) => run.items) };
  };

  test('after a pause one begins at once, alone', async () => {
    const { gather, runs, items } = gatherer({ paceMs: LONG_MS });
    const done = gather(1);
    assert.deepEqual(items(), [[1]]);
    runs[0]?.end();
    assert.equal(await done, 'done 1');
  });

  test('those that come soon after wait until their run is full', async () => {
    const { gather, runs, items } = gatherer({ paceMs: LONG_MS });
    void gather(1);
    const several = [2, 3, 4].map(gather);
    assert.deepEqual(items(), [[1], [2, 3, 4]]);
    runs[1]?.end();
    assert.deepEqual(await Promise.all(several), ['done 2', 'done 3', 'done 4']);
  });

  test('those that come soon after begin together when the pace lets them', async () => {
    const { gather, runs, items } = gatherer({ paceMs: 5 });
    void gather(1);
    const several = [gather(2), gather(3)];
    assert.deepEqual(items(), [[1]]);
    const timer = setInterval(() => runs[1]?.end(), 1);
    assert.deepEqual(await Promise.all(several), ['done 2', 'done 3']);
    clearInterval(timer);
    assert.deepEqual(items(), [[1], [2, 3]]);
  });

  test('where they linger even the first waits for others', () => {
    const { gather, items } = gatherer({ lingerMs: 5 });
    void gather(1);
    void gather(2);
    assert.deepEqual(items(), []);
    void gather(3);
    assert.deepEqual(items(), [[1, 2, 3]]);
  });

  test('no more runs than allowed are under way at once', async () => {
    const { gather, runs, items } = gatherer({ concurrency: 1 });
    const first = gather(1);
    const second = gather(2);
    assert.deepEqual(items(), [[1]]);
    runs[0]?.end();
    await first;
    runs[1]?.end();
    assert.equal(await second, 'done 2');
  });

  test('a run that fails is the failure of each of its items, and the next one goes on', async () => {
    const { gather, runs } = gatherer({ concurrency: 1 });
    const first = gather(1);
    const others = [gather(2), gather(3)];
    runs[0]?.end();
    await first;
    runs[1]?.fail(new Error('no'));
    for (const other of others) await assert.rejects(other, /^Error: no$/);
    const last = gather(4);
    runs[2]?.end();
    assert.equal(await last, 'done 4');
  });
});
