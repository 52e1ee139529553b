import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Replica } from '../../addresses.ts';
import { Failure } from '../instance/failure.ts';
import { createProcessRecords } from '../supervisor/process-record.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { createSupervisorLog } from '../supervisor/supervisor-log.ts';
import { shellProcess } from '../supervisor/testing/small-process.ts';
import { createFleet, type Routes } from './fleet.ts';

const forever = 'touch $READY; while :; do sleep 0.1; done';
const nowhere = { host: '127.0.0.1', port: 1 };
const replica = (part: string, number: number): Replica => ({
  name: `${part}-${number}`,
  http: nowhere,
  management: nowhere,
});

/** Real processes of `orders`; `script` says what those do that are started from then on. */
const running = async (context: TestContext, count: number, most = 8) => {
  const root = mkdtempSync(join(tmpdir(), 'fondaco-fleet-'));
  const supervisor = createSupervisor({
    logFolder: join(root, 'log'),
    records: createProcessRecords(join(root, 'run')),
    policy: { firstDelayMs: 10, longestDelayMs: 10, stableAfterMs: 60_000 },
    log: createSupervisorLog(join(root, 'log')),
  });
  context.after(async () => {
    await Promise.all(supervisor.all().map((process) => process.stop()));
    supervisor.close();
    rmSync(root, { recursive: true });
  });
  let script = forever;
  const processOf = (part: string, { name }: Replica) => shellProcess(root, script, { name, part });
  const replicas = Array.from({ length: count }, (_, i) => replica('orders', i + 1));
  for (const one of replicas) supervisor.add(processOf('orders', one)).start();
  await Promise.all(supervisor.all().map((process) => process.whenReady(1)));

  const stateOf = (name: string) => supervisor.find(name)[0]?.status().state ?? 'gone';
  /** Each route with the state that everybody is in at that moment. */
  const routed: string[] = [];
  const migrated: string[] = [];
  const fleet = createFleet({
    supervisor,
    running: { orders: replicas },
    most: () => ({ count: most, why: 'there is no room' }),
    placeOf: async (part, number) => replica(part, number),
    processOf,
    route: async ({ orders = [] }: Routes) => {
      const names = orders.map(({ name }) => name);
      assert.ok(
        names.every((name) => stateOf(name) === 'ready'),
        `requests go to ${names.map((name) => `${name} (${stateOf(name)})`).join(', ')}`,
      );
      routed.push(names.join(' '));
    },
    update: async (part) => void migrated.push(part),
  });
  const pids = () => supervisor.all().map((process) => process.status().pid);
  return {
    fleet,
    routed,
    migrated,
    pids,
    names: () => supervisor.all().map(({ spec }) => spec.name),
    startOnly: (text: string) => {
      script = text;
    },
  };
};

test('more replicas get requests once all of them are ready', async (context) => {
  const { fleet, routed, names } = await running(context, 1);
  assert.deepEqual(await fleet.scale('orders', 3), ['orders-1', 'orders-2', 'orders-3']);
  assert.deepEqual(routed, ['orders-1 orders-2 orders-3']);
  assert.deepEqual(names(), ['orders-1', 'orders-2', 'orders-3']);
});

test('fewer replicas: those that go get no requests any more before they stop', async (context) => {
  const { fleet, routed, names } = await running(context, 3);
  assert.deepEqual(await fleet.scale('orders', 1), ['orders-1']);
  assert.deepEqual(routed, ['orders-1']);
  assert.deepEqual(names(), ['orders-1']);
});

test('a replica that does not come up is given up, and those that do serve', async (context) => {
  const { fleet, routed, names, startOnly } = await running(context, 1);
  startOnly('exit 3');
  await assert.rejects(fleet.scale('orders', 2), /orders-2 is not ready: ended with exit code 3/);
  assert.deepEqual(routed, []);
  assert.deepEqual(names(), ['orders-1']);
});

test('rolling replaces every replica, and at no time is there one less', async (context) => {
  const { fleet, routed, migrated, names, pids } = await running(context, 2);
  const before = pids();
  assert.deepEqual(await fleet.roll('orders'), ['orders-1', 'orders-2']);
  assert.deepEqual(migrated, ['orders']);
  assert.deepEqual(routed, ['orders-2 orders-3', 'orders-1 orders-3', 'orders-1 orders-2']);
  assert.deepEqual(names().sort(), ['orders-1', 'orders-2']);
  assert.ok(pids().every((pid) => !before.includes(pid)));
});

test('a version that does not come up replaces nobody', async (context) => {
  const { fleet, routed, names, pids, startOnly } = await running(context, 1);
  const before = pids();
  startOnly('exit 3');
  await assert.rejects(fleet.roll('orders'), /orders-2 is not ready/);
  assert.deepEqual([routed, names(), pids()], [[], ['orders-1'], before]);
});

test('what cannot be is refused in one sentence', async (context) => {
  const { fleet } = await running(context, 1, 2);
  await assert.rejects(
    fleet.scale('orders', 3),
    new Failure('orders can have 2 replicas at the most: there is no room.'),
  );
  await assert.rejects(
    fleet.scale('cart', 1),
    /There is no service or BFF called "cart": choose from orders/,
  );
  const first = fleet.scale('orders', 2);
  await assert.rejects(fleet.roll('orders'), /orders is being changed: wait until that is done/);
  await first;
});
