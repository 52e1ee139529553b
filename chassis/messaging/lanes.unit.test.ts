import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { createLanes } from './lanes.ts';

describe('lanes', () => {
  test('keep the order within a lane', async () => {
    const lanes = createLanes(4, 100);
    const seen: string[] = [];
    for (let n = 0; n < 10; n++) {
      for (const lane of ['a', 'b']) {
        await lanes.add(lane, async () => {
          if (n % 3 === 0) await tick();
          seen.push(`${lane}${n}`);
        });
      }
    }
    await lanes.idle();
    for (const lane of ['a', 'b']) {
      assert.deepEqual(
        seen.filter((entry) => entry.startsWith(lane)),
        Array.from({ length: 10 }, (_, n) => `${lane}${n}`),
      );
    }
  });

  test('run no more at once than they may', async () => {
    const lanes = createLanes(3, 100);
    let running = 0;
    let most = 0;
    for (let n = 0; n < 20; n++) {
      await lanes.add(`lane-${n}`, async () => {
        running += 1;
        most = Math.max(most, running);
        await tick();
        running -= 1;
      });
    }
    await lanes.idle();
    assert.equal(most, 3);
  });

  test('a lane that is stuck does not hold up the others', async () => {
    const lanes = createLanes(2, 100);
    const stuck = Promise.withResolvers<void>();
    const other = Promise.withResolvers<void>();
    await lanes.add('stuck', () => stuck.promise);
    await lanes.add('stuck', async () => undefined);
    await lanes.add('other', async () => other.resolve());
    await other.promise;
    stuck.resolve();
    await lanes.idle();
  });

  test('take no more than fits until something is done', async () => {
    const lanes = createLanes(1, 1);
    const first = Promise.withResolvers<void>();
    await lanes.add('a', () => first.promise);
    let taken = false;
    const second = lanes
      .add('b', async () => undefined)
      .then(() => {
        taken = true;
      });
    await tick();
    assert.equal(taken, false);
    first.resolve();
    await second;
    await lanes.idle();
    assert.equal(taken, true);
  });
});
