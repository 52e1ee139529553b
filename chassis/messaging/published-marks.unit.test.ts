import assert from 'node:assert/strict';
import { beforeEach, describe, mock, test } from 'node:test';
import type { Database, Statement } from '../postgres/index.ts';
import { silentLog } from '../testing/index.ts';
import { createPublishedMarks, type PublishedMarks } from './published-marks.ts';

describe('marks of published rows', () => {
  let statements: (readonly number[])[];
  let answer: () => Promise<void>;
  let marks: PublishedMarks;

  beforeEach(() => {
    statements = [];
    answer = async () => undefined;
    const db = {
      query: async ({ values }: Statement) => {
        statements.push(values?.[0] as readonly number[]);
        await answer();
        return { rows: [], count: 0 };
      },
    } as unknown as Database;
    marks = createPublishedMarks(db, silentLog());
  });

  test('go along with the next claim, once', async () => {
    marks.add([1, 2]);
    marks.add([3]);
    assert.deepEqual(await marks.during(async (ids) => ids), [1, 2, 3]);
    assert.deepEqual(await marks.during(async (ids) => ids), []);
    await marks.flush();
    assert.deepEqual(statements, []);
  });

  test('are still to be made after a claim that failed', async () => {
    marks.add([1]);
    await assert.rejects(
      marks.during(async () => {
        throw new Error('away');
      }),
      /away/,
    );
    assert.deepEqual(await marks.during(async (ids) => ids), [1]);
  });

  test('wait while others are being made, and are not forgotten with them', async () => {
    const first = Promise.withResolvers<void>();
    marks.add([1]);
    const claim = marks.during(async (ids) => {
      marks.add([2]);
      await first.promise;
      return ids;
    });
    const second = marks.during(async (ids) => ids);
    first.resolve();
    assert.deepEqual([await claim, await second], [[1], [2]]);
  });

  test('are made by themselves when nothing is claimed for a while, and again when that fails', async (t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    t.after(() => mock.timers.reset());
    let failures = 0;
    answer = async () => {
      failures += 1;
      if (failures === 1) throw new Error('away');
    };
    marks.add([7]);
    assert.deepEqual(statements, []);
    mock.timers.tick(250);
    await new Promise(setImmediate);
    assert.deepEqual(statements, [[7]]);
    mock.timers.tick(250);
    await new Promise(setImmediate);
    mock.timers.tick(250);
    await new Promise(setImmediate);
    assert.deepEqual(statements, [[7], [7]]);
  });
});
