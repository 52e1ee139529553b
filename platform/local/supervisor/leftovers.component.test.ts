import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { endLeftovers } from './leftovers.ts';
import { createProcessRecords } from './process-record.ts';
import { findProcess, livingGroup, processTable } from './process-table.ts';
import { temporaryFolder } from './testing/small-process.ts';

const doomed = fileURLToPath(new URL('./testing/doomed-supervisor.ts', import.meta.url));

const killedSupervisor = async (context: TestContext) => {
  const folder = temporaryFolder(context);
  const supervisor = spawn(process.execPath, [doomed, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(supervisor.stdout, 'data');
  supervisor.kill('SIGKILL');
  await once(supervisor, 'exit');
  return createProcessRecords(join(folder, 'run'));
};

test('what a killed supervisor leaves is found and ended by the next, with workers, by force if need be', async (context) => {
  const records = await killedSupervisor(context);
  const left = records.all();
  const groups = left.map((record) => livingGroup(record, processTable()).length);
  assert.deepEqual(left.map(({ name }) => name).sort(), ['stubborn', 'with-worker']);
  assert.ok(groups.every((size) => size >= 1) && Math.max(...groups) >= 2, `groups of ${groups}`);

  assert.deepEqual((await endLeftovers(records)).sort(), ['stubborn', 'with-worker']);
  for (const record of left) assert.deepEqual(livingGroup(record, processTable()), []);
  assert.deepEqual(records.all(), []);
});

test('a process that merely has a recorded id is left alone', async (context) => {
  const records = createProcessRecords(join(temporaryFolder(context), 'run'));
  const stranger = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore' });
  context.after(() => stranger.kill('SIGKILL'));
  const pid = stranger.pid ?? assert.fail('sleep did not start');
  const identity = findProcess(pid) ?? assert.fail('sleep did not start');
  const startedAt = identity.startedAt.replace(/\d+$/, (ticks) => String(Number(ticks) - 1));
  records.keep({ pid, startedAt, name: 'gone', stopSignal: 'SIGTERM', stopTimeoutMs: 100 });

  assert.deepEqual(await endLeftovers(records), []);
  assert.ok(findProcess(pid));
});
