import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SILENCE_MS, watchVitalSigns } from './vital-signs.ts';

describe('the vital signs of a consumer', () => {
  const watch = () => {
    const world = { now: 0, reachable: true, partitions: true, dead: [] as string[] };
    const signs = watchVitalSigns({
      isReachable: async () => world.reachable,
      onDead: (what) => void world.dead.push(what),
      hasPartitions: () => world.partitions,
      now: () => world.now,
    });
    const pass = async (ms: number, each: () => void = () => undefined) => {
      for (const end = world.now + ms; world.now < end; ) {
        world.now += 1_000;
        each();
        await signs.check();
      }
    };
    return { world, signs, pass };
  };

  test('a consumer that fetches and sends heartbeats is alive', async (t) => {
    const { world, signs, pass } = watch();
    t.after(signs.stop);
    await pass(10 * SILENCE_MS, () => {
      signs.fetched();
      signs.heartbeat();
    });
    assert.deepEqual(world.dead, []);
  });

  test('a stream that no longer fetches is dead, though heartbeats go on', async (t) => {
    const { world, signs, pass } = watch();
    t.after(signs.stop);
    await pass(SILENCE_MS + 2_000, signs.heartbeat);
    assert.equal(world.dead[0], 'fetches');
  });

  test('a consumer without heartbeats is dead, though its stream goes on', async (t) => {
    const { world, signs, pass } = watch();
    t.after(signs.stop);
    await pass(SILENCE_MS + 2_000, signs.fetched);
    assert.equal(world.dead[0], 'heartbeats');
  });

  test('a stream that nobody reads at the moment need not fetch', async (t) => {
    const { world, signs, pass } = watch();
    t.after(signs.stop);
    signs.reading(false);
    await pass(3 * SILENCE_MS, signs.heartbeat);
    assert.deepEqual(world.dead, []);
    signs.reading(true);
    await pass(SILENCE_MS / 2, signs.heartbeat);
    assert.deepEqual(world.dead, []);
  });

  test('a member without partitions need not fetch, until it gets some', async (t) => {
    const { world, signs, pass } = watch();
    t.after(signs.stop);
    world.partitions = false;
    await pass(3 * SILENCE_MS, signs.heartbeat);
    world.partitions = true;
    await pass(SILENCE_MS / 2, signs.heartbeat);
    assert.deepEqual(world.dead, []);
    await pass(SILENCE_MS, signs.heartbeat);
    assert.equal(world.dead[0], 'fetches');
  });

  test('while the cluster is away silence means nothing, and afterwards it is counted anew', async (t) => {
    const { world, signs, pass } = watch();
    t.after(signs.stop);
    world.reachable = false;
    await pass(10 * SILENCE_MS);
    world.reachable = true;
    await pass(SILENCE_MS - 2_000);
    assert.deepEqual(world.dead, []);
    await pass(4_000);
    assert.notDeepEqual(world.dead, []);
  });
});
