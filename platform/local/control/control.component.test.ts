import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import type { Fleet } from '../fleet/fleet.ts';
import { Failure } from '../instance/failure.ts';
import { hold } from '../instance/lock.ts';
import { instancePaths } from '../instance/paths.ts';
import { createProcessRecords } from '../supervisor/process-record.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { createSupervisorLog } from '../supervisor/supervisor-log.ts';
import { shellProcess } from '../supervisor/testing/small-process.ts';
import { controlClient, controlTokenFile } from './client.ts';
import type { SystemStatus } from './protocol.ts';
import { openControl } from './server.ts';

const status: SystemStatus = {
  state: 'running',
  url: 'https://localhost:1/',
  port: 1,
  stateFolder: '/nowhere',
  startedAt: '2026-01-01T00:00:00Z',
  processes: [],
  supervisor: { pid: 1, memoryBytes: 0 },
  memoryBytes: 0,
};
const forever = 'touch $READY; while :; do sleep 0.1; done';

const running = async (context: TestContext) => {
  const root = mkdtempSync(join(tmpdir(), 'fondaco-control-'));
  const paths = instancePaths(root, 1);
  mkdirSync(paths.secrets, { recursive: true });
  writeFileSync(controlTokenFile(paths), 'the token\n');
  const supervisor = createSupervisor({
    logFolder: paths.log,
    records: createProcessRecords(paths.run),
    policy: { firstDelayMs: 10, longestDelayMs: 10, stableAfterMs: 60_000 },
    log: createSupervisorLog(paths.log),
  });
  for (const name of ['orders-1', 'orders-2'])
    supervisor.add(shellProcess(root, forever, { name, part: 'orders' })).start();
  let shutDowns = 0;
  const asked: string[] = [];
  const fleet: Fleet = {
    scale: async (part, count) => {
      if (count > 8) throw new Failure(`${part} can have 8 replicas at the most.`);
      asked.push(`scale ${part} ${count}`);
      return ['orders-1'];
    },
    roll: async (part) => {
      asked.push(`roll ${part}`);
      return ['orders-1', 'orders-2'];
    },
  };
  const server = await openControl({ host: '127.0.0.1', port: 0 }, () => 'the token', {
    supervisor: () => supervisor,
    fleet: () => fleet,
    status: async () => status,
    shutDown: () => {
      shutDowns += 1;
    },
  });
  const lock = hold(paths.run);
  context.after(async () => {
    server.close();
    server.closeAllConnections();
    lock.release();
    await Promise.all(supervisor.all().map((process) => process.stop()));
    supervisor.close();
    rmSync(root, { recursive: true });
  });
  await Promise.all(supervisor.all().map((process) => process.whenReady(1)));
  const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const states = () => supervisor.all().map((process) => process.status().state);
  return {
    paths,
    address,
    lock,
    states,
    supervisor,
    shutDowns: () => shutDowns,
    asked,
    client: controlClient({ paths, address, port: 1 }),
  };
};

test('the status is what the system says', async (context) => {
  const { client } = await running(context);
  assert.deepEqual(await client.status(), status);
});

test('a part is stopped and started with all its replicas, a process alone', async (context) => {
  const { client, states } = await running(context);
  assert.deepEqual(await client.stop('orders'), { processes: ['orders-1', 'orders-2'] });
  assert.deepEqual(states(), ['stopped', 'stopped']);
  assert.deepEqual(await client.start('orders-2'), { processes: ['orders-2'] });
  assert.deepEqual(states(), ['stopped', 'ready']);
});

test('a part is scaled and rolled, and what is refused is said in one sentence', async (context) => {
  const { client, asked } = await running(context);
  assert.deepEqual(await client.scale('orders', 1), { processes: ['orders-1'] });
  assert.deepEqual(await client.roll('orders'), { processes: ['orders-1', 'orders-2'] });
  assert.deepEqual(asked, ['scale orders 1', 'roll orders']);
  await assert.rejects(client.scale('orders', 9), (error) => {
    assert.ok(error instanceof Failure);
    assert.equal(error.message, 'orders can have 8 replicas at the most.');
    return true;
  });
});

test('what is killed comes back by itself', async (context) => {
  const { client, states, supervisor } = await running(context);
  await client.kill('orders-1', 'SIGKILL');
  await eventually(() => {
    assert.equal(supervisor.find('orders-1')[0]?.status().restarts, 1);
    assert.deepEqual(states(), ['ready', 'ready']);
  });
});

test('what is frozen stands still without being taken for dead, and goes on when it is thawed', async (context) => {
  const { client, states, supervisor } = await running(context);
  assert.deepEqual(await client.freeze('orders-1'), { processes: ['orders-1'] });
  assert.deepEqual(states(), ['frozen', 'ready']);
  await assert.rejects(client.thaw('orders-2'), /orders-2 is not frozen/);
  assert.deepEqual(await client.thaw('orders'), { processes: ['orders-1'] });
  assert.deepEqual(states(), ['ready', 'ready']);
  assert.equal(supervisor.find('orders-1')[0]?.status().restarts, 0);

  await client.freeze('orders-1');
  await client.stop('orders');
  assert.deepEqual(states(), ['stopped', 'stopped']);
  await assert.rejects(client.freeze('orders-1'), /orders-1 is not running/);
});

test('names that are not there and signals that are none are refused in one sentence', async (context) => {
  const { client } = await running(context);
  await assert.rejects(
    client.stop('payments'),
    (error) => error instanceof Failure && /orders-1/.test(error.message),
  );
  await assert.rejects(client.kill('orders', 'SIGWHAT'), /SIGWHAT is no signal/);
});

test('stopping everything is only asked for', async (context) => {
  const { client, shutDowns } = await running(context);
  await client.shutDown();
  assert.equal(shutDowns(), 1);
});

test('whoever does not know the token is refused', async (context) => {
  const { address } = await running(context);
  for (const authorization of ['', 'Bearer ', 'Bearer the tokem', 'the token']) {
    const answer = await fetch(`http://${address.host}:${address.port}/stop`, {
      method: 'POST',
      headers: { authorization },
    });
    assert.equal(answer.status, 401, authorization);
  }
});

test('a body that is too large or no JSON object is refused', async (context) => {
  const { address } = await running(context);
  const post = (body: string) =>
    fetch(`http://${address.host}:${address.port}/kill`, {
      method: 'POST',
      headers: { authorization: 'Bearer the token' },
      body,
    });
  assert.equal((await post('{')).status, 400);
  assert.equal((await post('7')).status, 400);
  assert.equal((await post('x'.repeat(5000))).status, 413);
});

test('without a supervisor that lives the system is said not to run', async (context) => {
  const { client, lock } = await running(context);
  lock.release();
  await assert.rejects(
    client.status(),
    (error) => error instanceof Failure && /is not running/.test(error.message),
  );
});
