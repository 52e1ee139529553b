import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

/** A checkout with a lockfile and two programs, but no packages. */
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fondaco-bootstrap-'));
  await mkdir(join(root, 'platform/local'), { recursive: true });
  await mkdir(join(root, 'tools/test'), { recursive: true });
  await copyFile(join(import.meta.dirname, 'bootstrap.mjs'), join(root, 'platform/local/bootstrap.mjs'));
  await writeFile(join(root, 'package-lock.json'), '{"version":1}');
  await writeFile(join(root, 'platform/local/main.ts'), program('main'));
  await writeFile(join(root, 'tools/test/main.ts'), program('test'));
  await writeFile(join(root, 'npm.js'), npm);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const program = (name: string): string => `
const [first, ...rest]: string[] = process.argv.slice(2);
if (first === 'wait') {
  const timer = setInterval(() => {}, 1000);
  process.once('SIGTERM', () => { console.log('drained'); clearInterval(timer); });
}
console.log('${name}', first ?? '', ...rest);
if (first === 'fail') process.exit(7);
`;

/** Stands in for npm: notes each run, and brings the Node that runs this test as the pinned one. */
const npm = `
const fs = require('node:fs');
fs.appendFileSync('npm-runs', process.argv.slice(2).join(' ') + '\\n');
if (fs.existsSync('npm-fails')) { console.error('npm error network is down'); process.exit(1); }
fs.rmSync('node_modules', { recursive: true, force: true });
fs.mkdirSync('node_modules/.bin', { recursive: true });
setTimeout(() => fs.symlinkSync(process.env.PINNED, 'node_modules/.bin/node'), 300);
`;

const bootstrap = (args: readonly string[], options: readonly string[] = []): ChildProcess =>
  spawn(process.execPath, [...options, join(root, 'platform/local/bootstrap.mjs'), ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, npm_execpath: join(root, 'npm.js'), PINNED: process.execPath },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const ended = async (child: ChildProcess) => {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr };
};

const npmRuns = async (): Promise<string[]> =>
  (await readFile(join(root, 'npm-runs'), 'utf8').catch(() => '')).split('\n').filter(Boolean);

/** As on a Node that cannot become another program. */
const oldNode = ['--import', 'data:text/javascript,process.execve=undefined'];

test('packages are installed once, without install scripts, and again only for another lockfile', async () => {
  const first = await ended(bootstrap(['start', '--fresh']));
  assert.equal(first.stderr, 'Installing the npm packages (npm ci) …\n');
  assert.equal(first.stdout, 'main start --fresh\n');
  assert.equal((await ended(bootstrap(['status']))).stderr, '');
  assert.equal((await npmRuns()).length, 1);
  assert.match((await npmRuns())[0] ?? '', /^ci --ignore-scripts /);
  await writeFile(join(root, 'package-lock.json'), '{"version":2}');
  await ended(bootstrap(['status']));
  assert.equal((await npmRuns()).length, 2);
});

test('several first starts at once install once', async () => {
  const outcomes = await Promise.all([1, 2, 3].map((number) => ended(bootstrap([`start-${number}`]))));
  assert.deepEqual(
    outcomes.map(({ stdout }) => stdout),
    ['main start-1\n', 'main start-2\n', 'main start-3\n'],
  );
  assert.equal((await npmRuns()).length, 1);
});

test('the lock of a start that was killed does not hold up the next', async () => {
  await mkdir(join(root, '.fondaco'));
  // This process lives, but did not start then.
  await writeFile(join(root, '.fondaco/npm-ci.lock'), `${process.pid} 1`);
  assert.equal((await ended(bootstrap(['start']))).stdout, 'main start\n');
});

test('when npm fails, its last words and the log are named, and the next start tries again', async () => {
  await writeFile(join(root, 'npm-fails'), '');
  const failed = await ended(bootstrap(['start']));
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /could not be installed \(see .*npm-ci\.log\): npm error network is down/);
  await rm(join(root, 'npm-fails'));
  assert.equal((await ended(bootstrap(['start']))).stdout, 'main start\n');
});

test('`test` runs the tests', async () => {
  assert.equal((await ended(bootstrap(['test', '--only', 'unit']))).stdout, 'test --only unit\n');
});

for (const [kind, options] of [
  ['a Node that becomes the program', []],
  ['a Node that waits for the program', oldNode],
] as const) {
  test(`the exit code is the program's, with ${kind}`, async () => {
    assert.equal((await ended(bootstrap(['fail'], options))).code, 7);
  });

  test(`SIGTERM reaches the program, which ends in its own time, with ${kind}`, async () => {
    const child = bootstrap(['wait'], options);
    const outcome = ended(child);
    child.stdout?.on('data', (chunk) => String(chunk).includes('main wait') && child.kill('SIGTERM'));
    const { code, stdout } = await outcome;
    assert.equal(stdout, 'main wait\ndrained\n');
    assert.equal(code, 0);
  });
}
