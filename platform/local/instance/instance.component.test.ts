import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Failure } from './failure.ts';
import { requireFreePorts } from './free-ports.ts';
import { settleBrokers } from './instance-settings.ts';
import { hold, holderOf } from './lock.ts';
import { instancePaths } from './paths.ts';

const newPaths = (context: TestContext) => {
  const root = mkdtempSync(join(tmpdir(), 'fondaco-instance-'));
  context.after(() => rmSync(root, { recursive: true }));
  return instancePaths(root, 8443);
};

test('whoever holds an instance is known by id and start time until it lets go', (context) => {
  const { run } = newPaths(context);
  assert.equal(holderOf(run), null);
  const lock = hold(run);
  assert.equal(holderOf(run)?.pid, process.pid);
  lock.release();
  assert.equal(holderOf(run), null);
});

test('whoever holds an instance notices that its folder was removed', (context) => {
  const { run } = newPaths(context);
  const lock = hold(run);
  assert.equal(lock.isHeld(), true);
  rmSync(run, { recursive: true });
  assert.equal(lock.isHeld(), false);
});

test('a record whose process id went to another process holds nothing', (context) => {
  const { run } = newPaths(context);
  hold(run);
  const file = join(run, 'supervisor.json');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...record, startedAt: 'another boot/1' }));
  assert.equal(holderOf(run), null);
});

test('the number of brokers is decided at the first start that runs any', (context) => {
  const paths = newPaths(context);
  assert.equal(settleBrokers(paths, { asked: undefined, run: false }), 1);
  assert.equal(settleBrokers(paths, { asked: 3, run: true }), 3);
  assert.equal(settleBrokers(paths, { asked: undefined, run: true }), 3);
  assert.throws(
    () => settleBrokers(paths, { asked: 1, run: true }),
    (error) => error instanceof Failure && /3 brokers.*--fresh --brokers 1/.test(error.message),
  );
});

test('a port in use is named with what needs it and what to do', async (context) => {
  const stranger = createServer();
  context.after(() => stranger.close());
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as AddressInfo;
  const wanted = [{ address: { host: '127.0.0.1', port }, by: 'Prometheus' }];
  await assert.rejects(
    requireFreePorts(wanted, 8443),
    (error) =>
      error instanceof Failure &&
      error.message ===
        `Port ${port} is in use by another program, and Prometheus needs it: end that program, or start with --port 9443.`,
  );
});

test('free ports are free after they were looked at', async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const wanted = [{ address: { host: '127.0.0.1', port }, by: 'a test' }];
  await requireFreePorts(wanted, 8443);
  await requireFreePorts(wanted, 8443);
});
