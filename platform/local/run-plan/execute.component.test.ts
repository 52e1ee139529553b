import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createProcessRecords } from '../supervisor/process-record.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { createSupervisorLog } from '../supervisor/supervisor-log.ts';
import { shellProcess } from '../supervisor/testing/small-process.ts';
import { executePlan, PartFailed } from './execute.ts';
import type { Plan, PlannedPart } from './plan.ts';

const forever = 'touch $READY; while :; do sleep 0.1; done';

const prepare = (context: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'fondaco-plan-'));
  const supervisor = createSupervisor({
    logFolder: join(folder, 'log'),
    records: createProcessRecords(join(folder, 'run')),
    policy: { firstDelayMs: 10, longestDelayMs: 10, stableAfterMs: 60_000 },
    log: createSupervisorLog(join(folder, 'log')),
  });
  context.after(async () => {
    await Promise.all(supervisor.all().map((process) => process.stop()));
    supervisor.close();
    rmSync(folder, { recursive: true });
  });
  const told: string[] = [];
  const progress = {
    began: (part: string) => told.push(`${part} began`),
    up: (part: string) => told.push(`${part} up`),
    down: (part: string) => told.push(`${part} down`),
  };
  const part = (name: string, after: string[] = [], changes: Partial<PlannedPart> = {}): PlannedPart => ({
    name,
    after,
    prepare: async (): Promise<ProcessSpec[]> => [shellProcess(folder, forever, { name, part: name })],
    ...changes,
  });
  const later = (name: string, of: string) => shellProcess(folder, forever, { name, part: of });
  return { supervisor, told, part, later, execute: (plan: Plan) => executePlan(plan, supervisor, progress) };
};

test('a part begins once those that it waits for are up, and stops before them', async (context) => {
  const { told, part, execute } = prepare(context);
  const execution = execute([part('database'), part('service', ['database']), part('gateway', ['service'])]);
  await execution.bringUp();
  await execution.takeDown();
  assert.deepEqual(told, [
    'database began',
    'database up',
    'service began',
    'service up',
    'gateway began',
    'gateway up',
    'gateway down',
    'service down',
    'database down',
  ]);
});

test('parts that do not wait for each other begin side by side', async (context) => {
  const { told, part, execute } = prepare(context);
  await execute([part('one'), part('other')]).bringUp();
  assert.deepEqual(told.slice(0, 2), ['one began', 'other began']);
});

test('what is to be finished is finished before those that wait begin', async (context) => {
  const { told, part, execute } = prepare(context);
  const finish = async () => {
    told.push('migrated');
  };
  await execute([part('database', [], { finish }), part('service', ['database'])]).bringUp();
  assert.deepEqual(told.slice(0, 4), ['database began', 'migrated', 'database up', 'service began']);
});

test('the first failure ends the start, names the part, and begins nothing any more', async (context) => {
  const { supervisor, told, part, execute } = prepare(context);
  const finish = async () => {
    throw new Error('the migration is wrong');
  };
  const execution = execute([part('database', [], { finish }), part('service', ['database'])]);
  await assert.rejects(
    execution.bringUp(),
    (error) =>
      error instanceof PartFailed &&
      error.part === 'database' &&
      /migration is wrong/.test(String(error.cause)),
  );
  assert.ok(!told.includes('service began'));
  await execution.takeDown();
  assert.deepEqual(
    supervisor.all().map((process) => process.status().state),
    ['stopped'],
  );
});

test('a start that is stopped half-way stops what it has started', async (context) => {
  const { supervisor, part, execute } = prepare(context);
  const { promise: waiting, resolve: goOn } = Promise.withResolvers<void>();
  const execution = execute([part('database', [], { finish: () => waiting }), part('service', ['database'])]);
  const up = assert.rejects(execution.bringUp());
  await supervisor.find('database')[0]?.whenReady(1);
  const down = execution.takeDown();
  goOn();
  await Promise.all([up, down]);
  assert.deepEqual(
    supervisor.all().map((process) => process.status()),
    supervisor.find('database').map((process) => ({ ...process.status(), state: 'stopped' })),
  );
});

test('processes that came to a part later stop with it', async (context) => {
  const { supervisor, part, later, execute } = prepare(context);
  const execution = execute([part('service')]);
  await execution.bringUp();
  const added = supervisor.add(later('service-2', 'service'));
  added.start();
  await added.whenReady(1);
  await execution.takeDown();
  assert.equal(added.status().state, 'stopped');
});

test('a plan in which a part waits for a later one is wrong', async (context) => {
  const { part, execute } = prepare(context);
  await assert.rejects(
    execute([part('service', ['database']), part('database')]).bringUp(),
    /does not stand before/,
  );
});
