import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { freezeFamily, thaw } from './freeze.ts';
import { findProcess, type ProcessIdentity } from './process-table.ts';

/** A shell whose child is in a session of its own, as PostgreSQL's backends are. */
const family = async (context: TestContext) => {
  const child = spawn('sh', ['-c', 'setsid sh -c "echo $$; while :; do sleep 0.1; done" & wait'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const leader = findProcess(child.pid ?? 0) ?? assert.fail('it does not run');
  context.after(() => {
    const all = freezeFamily(leader);
    for (const { pid } of all) process.kill(pid, 'SIGKILL');
  });
  return leader;
};

const stateOf = ({ pid }: ProcessIdentity): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
};

test('a process is frozen with all that it has started, however they regrouped, and thawed again', async (context) => {
  const leader = await family(context);
  const frozen = freezeFamily(leader);
  assert.equal(frozen[0]?.pid, leader.pid);
  assert.ok(frozen.length >= 2, 'its child is among them');
  // A signal to a process that runs on another core takes effect when that core hears of it.
  await eventually(() => assert.deepEqual(new Set(frozen.map(stateOf)), new Set(['T'])));
  thaw(frozen);
  await eventually(() => assert.notEqual(stateOf(leader), 'T'));
});

test('nobody is frozen under an id that has gone to another process', async (context) => {
  const leader = await family(context);
  assert.deepEqual(freezeFamily({ ...leader, startedAt: 'another boot/1' }), []);
  thaw([{ ...leader, startedAt: 'another boot/1' }]);
  assert.notEqual(stateOf(leader), 'T');
});
