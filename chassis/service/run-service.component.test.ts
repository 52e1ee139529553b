import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { eventually, freePort } from '../testing/index.ts';

const ENTRY = new URL('./test-service.ts', import.meta.url).pathname;

type Started = {
  readonly child: ChildProcess;
  /** Its exit code, once all that it printed has been read. */
  readonly ended: Promise<number | null>;
  readonly out: () => string;
  readonly err: () => string;
  readonly http: string;
  readonly management: string;
};

describe('the life of a service', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  const start = async (env: Record<string, string> = {}): Promise<Started> => {
    const [port, managementPort] = [await freePort(), await freePort()];
    const child = spawn(process.execPath, [ENTRY], {
      env: { INSTANCE: 'test-1', HTTP_PORT: String(port), MANAGEMENT_PORT: String(managementPort), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    return {
      child,
      ended: once(child, 'close').then(([code]) => code as number | null),
      out: () => out,
      err: () => err,
      http: `http://127.0.0.1:${port}`,
      management: `http://127.0.0.1:${managementPort}`,
    };
  };
  const ready = (started: Started) =>
    eventually(async () => assert.equal((await fetch(`${started.management}/health/ready`)).status, 200));

  it('is alive but not ready while it is composed, and then answers', async () => {
    const started = await start({ CREATE: 'waits' });
    await eventually(async () =>
      assert.equal((await fetch(`${started.management}/health/live`)).status, 200),
    );
    assert.equal((await fetch(`${started.management}/health/ready`)).status, 503);
    await assert.rejects(fetch(`${started.http}/v1/quick`));
    started.child.kill('SIGUSR2');
    await ready(started);
    assert.equal(await (await fetch(`${started.http}/v1/quick`)).text(), 'quick');
  });

  it('drains on SIGTERM: answers what came in, stops the work in reverse order, and exits 0', async () => {
    const started = await start();
    await ready(started);
    const slow = fetch(`${started.http}/v1/slow`);
    await eventually(() => assert.match(started.out(), /slow request began/));
    started.child.kill('SIGTERM');
    await eventually(async () =>
      assert.equal((await fetch(`${started.management}/health/ready`)).status, 503),
    );
    started.child.kill('SIGUSR2');
    assert.equal(await (await slow).text(), 'slow');
    assert.equal(await started.ended, 0);
    const order = [...started.out().matchAll(/"msg":"(relay stopped|consumer stopped|closed|stopped)"/g)].map(
      (match) => match[1],
    );
    assert.deepEqual(order, ['consumer stopped', 'relay stopped', 'closed', 'stopped']);
  });

  it('names wrong settings in one line and exits 78', async () => {
    const started = await start({ HTTP_PORT: 'none' });
    assert.equal(await started.ended, 78);
    assert.match(started.err(), /^test: wrong settings: HTTP_PORT is wrong: must be integer[^\n]*\n$/);
  });

  it('exits 1 with the reason when it cannot be composed, or its port is taken', async () => {
    const failing = await start({ CREATE: 'fails' });
    assert.equal(await failing.ended, 1);
    assert.match(failing.out(), /"level":"fatal".*cannot be composed/);
    const first = await start();
    await ready(first);
    const second = await start({ HTTP_PORT: new URL(first.http).port });
    assert.equal(await second.ended, 1);
    assert.match(second.out(), /EADDRINUSE/);
  });

  it('ends on an unhandled rejection rather than go on in an unknown state', async () => {
    const started = await start();
    await ready(started);
    await fetch(`${started.http}/v1/reject`).catch(() => undefined);
    assert.equal(await started.ended, 1);
    assert.match(started.out(), /"level":"fatal".*unhandled rejection/);
  });
});
