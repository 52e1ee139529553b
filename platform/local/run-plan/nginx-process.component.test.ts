import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { renderNginx } from '../../../edge/balancer/nginx/main.ts';
import { renderStatus } from '../../../edge/balancer/nginx/status.ts';
import { freeAddresses } from '../../../edge/balancer/testing/ports.ts';
import { until } from '../../../edge/balancer/testing/until.ts';
import { instancePaths } from '../instance/paths.ts';
import { nginxOptions, nginxProcess } from './nginx-process.ts';

/** `mode` is that of the checkout's folder. */
const start = async (context: TestContext, mode: number) => {
  const root = mkdtempSync(join(tmpdir(), 'fondaco-nginx-workers-'));
  context.after(() => rmSync(root, { recursive: true }));
  chmodSync(root, mode);
  const paths = instancePaths(root, 8443);
  const cache = join(paths.data, 'balancer', 'cache');
  mkdirSync(cache, { recursive: true });
  chmodSync(cache, 0o700);
  const cached = join(cache, 'kept');
  mkdirSync(paths.log, { recursive: true });
  writeFileSync(cached, 'of an earlier run', { mode: 0o600 });

  const [status] = await freeAddresses(1);
  assert.ok(status);
  const spec = await nginxProcess({
    name: 'balancer',
    command: 'nginx',
    configuration: renderNginx(nginxOptions(paths, 'balancer'), [
      'map "" $route { default none; }',
      ...renderStatus(status),
    ]),
    paths,
    status,
  });
  const master = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: 'ignore',
  });
  const ended = once(master, 'exit');
  context.after(async () => {
    master.kill(spec.stopSignal);
    await ended;
  });
  await until(() => spec.ready());
  const [worker] = readFileSync(`/proc/${master.pid}/task/${master.pid}/children`, 'utf8').trim().split(' ');
  const uid = Number(/^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${worker}/status`, 'utf8'))?.[1]);
  return { uid, ownerOfCached: statSync(cached).uid };
};

const isRoot = process.getuid?.() === 0;

test("root's nginx works as another user, who gets what root's workers had kept", async (context) => {
  const { uid, ownerOfCached } = await start(context, 0o755);
  if (isRoot) assert.notEqual(uid, 0);
  else assert.equal(uid, process.getuid?.());
  assert.equal(ownerOfCached, uid);
});

test('a checkout that only its owner may enter is served as its owner', async (context) => {
  const { uid } = await start(context, 0o700);
  assert.equal(uid, process.getuid?.());
});
