import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { rows } from '../orders-for-tests.ts';
import { copyAndTopic, never, PATIENCE, some } from './copy-and-topic-for-tests.ts';
import { endRebuild, giveUpRebuild, reportProgress, requestRebuild, takeRebuild } from './rebuild-store.ts';

describe('a rebuild of the copy of the catalogue that ends before its time', () => {
  const { database, kafka, publish, apply, rebuilder, last, hold, waitingForLocks, assertEqualToTopic } =
    copyAndTopic();

  test('what was stopped in the middle is done again, from the beginning, by whoever takes it up', async () => {
    const [known, ...others] = some(20);
    assert.ok(known);
    await publish(known, ...others);
    await apply(known, ...some(2));
    await requestRebuild(database().db, randomUUID());
    const { release } = await hold(known);
    const stop = new AbortController();
    const ending = rebuilder({ owner: 'first' })(stop.signal);
    await eventually(async () => assert.equal((await last()).state, 'running'), PATIENCE);
    stop.abort(new Error('stopping'));
    await release();
    await assert.rejects(ending, /stopping/);
    assert.equal((await last()).endedAt, null);
    assert.equal(await rebuilder({ owner: 'second' })(never), true);
    const { state, products, removed } = await last();
    assert.deepEqual([state, products, removed], ['done', 20, 2]);
    await assertEqualToTopic();
  });

  test('what was killed in the middle is done again when its lease has run out', async () => {
    const [known, ...others] = some(20);
    assert.ok(known);
    await publish(known, ...others);
    await apply(known, ...some(2));
    await requestRebuild(database().db, randomUUID());
    const { release } = await hold(known);
    const victim = fork(new URL('rebuild-process-for-tests.ts', import.meta.url).pathname, [
      database().url,
      kafka().brokers[0] ?? '',
      kafka().namespace,
    ]);
    const gone = once(victim, 'exit');
    await eventually(async () => assert.equal((await waitingForLocks()).length, 1), PATIENCE);
    victim.kill('SIGKILL');
    await gone;
    await release();

    assert.equal(await rebuilder({ owner: 'second' })(never), false);
    assert.equal((await last()).state, 'running');
    await rows(database().db, "update product_copy_rebuild set leased_until = now() - interval '1 second'");
    assert.equal(await rebuilder({ owner: 'second' })(never), true);
    const { state, products, removed } = await last();
    assert.deepEqual([state, products, removed], ['done', 20, 2]);
    await assertEqualToTopic();
  });

  test('a replica that was overtaken changes nothing of what the other one says', async () => {
    await publish(...some(3));
    await requestRebuild(database().db, randomUUID());
    assert.ok(await takeRebuild(database().db, 'frozen', 60));
    await rows(database().db, "update product_copy_rebuild set leased_until = now() - interval '1 second'");
    assert.ok(await takeRebuild(database().db, 'second', 60));
    const nothing = { share: 0, products: 0, changed: 0, removed: 0, unreadable: 0 };
    assert.equal(await reportProgress(database().db, 'frozen', nothing, 60), false);
    await endRebuild(database().db, 'frozen', 'too late');
    await giveUpRebuild(database().db, 'frozen');
    assert.equal((await last()).state, 'running');
    assert.equal(await reportProgress(database().db, 'second', nothing, 60), true);
  });
});
