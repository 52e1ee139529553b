import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { createProcessRecords } from './process-record.ts';
import type { ProcessSpec } from './process-spec.ts';
import { findProcess, livingGroup, processTable } from './process-table.ts';
import { superviseProcess } from './supervised-process.ts';
import { createSupervisorLog } from './supervisor-log.ts';
import { shellProcess, temporaryFolder } from './testing/small-process.ts';

const policy = { firstDelayMs: 10, longestDelayMs: 40, stableAfterMs: 60_000 };

const supervise = (context: TestContext, script: string, changes: Partial<ProcessSpec> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'fondaco-supervised-'));
  const records = createProcessRecords(join(folder, 'run'));
  const logFolder = join(folder, 'log');
  const log = createSupervisorLog(logFolder);
  const spec = shellProcess(folder, script, changes);
  const process = superviseProcess({ spec, logFolder, records, policy, log });
  context.after(async () => {
    process.stopHard();
    await process.stop();
    rmSync(folder, { recursive: true });
  });
  return { folder, records, process, output: () => readFileSync(join(logFolder, 'small.log'), 'utf8') };
};
const forever = 'while :; do sleep 0.1; done';

test('a process becomes ready, is recorded, and is forgotten when it was stopped', async (context) => {
  const { process, records } = supervise(context, `touch $READY; ${forever}`);
  process.start();
  await process.whenReady(1);
  const { pid, state } = process.status();
  assert.equal(state, 'ready');
  const [record] = records.all();
  assert.deepEqual(
    { pid: record?.pid, startedAt: record?.startedAt },
    { pid, startedAt: findProcess(pid ?? 0)?.startedAt },
  );

  await process.stop();
  assert.equal(process.status().state, 'stopped');
  assert.deepEqual(records.all(), []);
  assert.equal(findProcess(pid ?? 0), null);
});

test('a process that lets others go first does so with all that it starts, also after a restart', async (context) => {
  const script = `sh -c '${forever}' & echo $! > child; touch $READY; wait`;
  const { folder, process } = supervise(context, script, { niceness: 3 });
  const lower = Math.min(getPriority() + 3, 19);
  const priorities = () => {
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'));
    return [process.status().pid ?? 0, child].map((pid) => getPriority(pid));
  };
  process.start();
  await process.whenReady(1);
  assert.deepEqual(priorities(), [lower, lower]);
  process.signal('SIGKILL');
  await eventually(() => {
    assert.equal(process.status().restarts, 1);
    assert.equal(process.status().state, 'ready');
    assert.deepEqual(priorities(), [lower, lower]);
  });
});

test('a process that is killed is started again', async (context) => {
  const { process } = supervise(context, `touch $READY; ${forever}`);
  process.start();
  await process.whenReady(1);
  const first = process.status().pid;
  process.signal('SIGKILL');
  await eventually(() => {
    assert.notEqual(process.status().pid, first);
    assert.equal(process.status().state, 'ready');
  });
  assert.equal(process.status().restarts, 1);
});

test('one that ends at every start is tried again and again, and is called failed', async (context) => {
  const { process } = supervise(context, 'exit 3');
  process.start();
  await assert.rejects(process.whenReady(3), /small is not ready: ended with exit code 3/);
  await eventually(() => assert.equal(process.status().state, 'failed'));
});

test('a command that is not there says so', async (context) => {
  const { process } = supervise(context, '', { command: '/nowhere/at-all' });
  process.start();
  await assert.rejects(process.whenReady(1), /could not be started: .*ENOENT/);
});

test('one that never gets ready is killed, and the reason is kept', async (context) => {
  const { process } = supervise(context, forever, { readyTimeoutMs: 100 });
  process.start();
  await assert.rejects(process.whenReady(1), /not ready/);
});

test('one that ignores the stop signal is killed after its time-out', async (context) => {
  const script = `trap '' TERM; touch $READY; ${forever}`;
  const { process } = supervise(context, script, { stopTimeoutMs: 200 });
  process.start();
  await process.whenReady(1);
  const pid = process.status().pid ?? 0;
  await process.stop();
  assert.equal(findProcess(pid), null);
  assert.match(process.status().reason ?? '', /SIGKILL/);
});

test('one that is frozen can be stopped too', async (context) => {
  const { process } = supervise(context, `touch $READY; ${forever}`, { stopTimeoutMs: 200 });
  process.start();
  await process.whenReady(1);
  process.signal('SIGSTOP');
  await process.stop();
  assert.equal(process.status().state, 'stopped');
});

test('workers of a leader that was killed go with it before the next start', async (context) => {
  const script = `sh -c '${forever}' & echo worker $!; touch $READY; wait`;
  const { process, output } = supervise(context, script);
  process.start();
  await process.whenReady(1);
  const worker = Number(/worker (\d+)/.exec(output())?.[1]);
  const leader = findProcess(process.status().pid ?? 0) ?? assert.fail('it does not run');
  assert.ok(findProcess(worker));
  process.signal('SIGKILL');
  await eventually(() => assert.equal(process.status().restarts, 1));
  await eventually(() => assert.equal(findProcess(worker), null));
  assert.deepEqual(livingGroup(leader, processTable()), []);
});

test('what a process prints is appended to its log, over restarts', async (context) => {
  const { process, output } = supervise(context, 'echo a line; echo an error >&2; exit 0');
  process.start();
  await eventually(() => assert.ok((output().match(/a line\nan error\n/g) ?? []).length >= 2));
});

test('a process does not inherit what the supervisor knows', async (context) => {
  process.env.SUPERVISOR_KNOWS = 'it';
  context.after(() => delete process.env.SUPERVISOR_KNOWS);
  const small = supervise(context, `echo "[$SUPERVISOR_KNOWS]"; touch $READY; ${forever}`);
  small.process.start();
  await small.process.whenReady(1);
  assert.equal(small.output(), '[]\n');
});

test('stopping one that waits for its next start ends the waiting', async (context) => {
  const folder = temporaryFolder(context);
  const starts = join(folder, 'starts');
  writeFileSync(starts, '');
  const { process } = supervise(context, `echo x >> ${starts}; exit 1`);
  process.start();
  await assert.rejects(process.whenReady(1));
  await process.stop();
  const count = readFileSync(starts, 'utf8').length;
  assert.equal(process.status().state, 'stopped');
  assert.equal(readFileSync(starts, 'utf8').length, count);
});
