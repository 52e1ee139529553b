// The first thing that runs, on whatever Node there is: brings the npm packages up to date, then goes on
// under the Node that they pin. Plain JavaScript without dependencies, since there may be none yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const marker = join(root, 'node_modules/.fondaco-lock');
const state = join(root, '.fondaco');
const lock = join(state, 'npm-ci.lock');
const log = join(state, 'npm-ci.log');
const major = Number(process.versions.node.split('.')[0]);

const stopWith = (sentence, code = 1) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
};

const readOr = (path, otherwise) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
};

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What node_modules was made from, and for. */
const wantedPackages = () => {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${hash} ${process.platform}-${process.arch}`;
};

const upToDate = () => readOr(marker, '').trim() === wantedPackages();

/** Tells a process from a later one with the same id; undefined when it is gone. */
const startOf = async (pid) => {
  if (process.platform === 'linux') {
    const stat = readOr(`/proc/${pid}/stat`, '');
    // The name in brackets may have spaces; the start is the 22nd field, the 20th after the name.
    return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  }
  const { output } = await finished(spawn('ps', ['-o', 'lstart=', '-p', String(pid)]));
  return output.trim() || undefined;
};

const finished = (child) =>
  new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, output }));
  });

/** Whether this process may install now. Of several the first may; the lock of a dead one does not count. */
const takeLock = async () => {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, `${process.pid} ${await startOf(process.pid)}`);
  try {
    const holder = readOr(lock, '');
    const [pid, ...start] = holder.split(' ');
    if (holder !== '' && (await startOf(pid)) !== start.join(' ')) {
      const stale = `${lock}.stale.${process.pid}`;
      renameSync(lock, stale);
      // Somebody quicker may have replaced it in the meantime; then it is put back.
      if (readOr(stale, '') !== holder) linkSync(stale, lock);
      rmSync(stale);
    }
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST' || error.code === 'ENOENT') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
};

const installPackages = async () => {
  const file = openSync(log, 'w');
  // No install scripts: what the one package with such a script needs, its user does itself.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=warn'];
  const npm = process.env.npm_execpath;
  const [command, ...words] = npm?.endsWith('.js') ? [process.execPath, npm, ...args] : ['npm', ...args];
  const child = spawn(command, words, { cwd: root, stdio: ['ignore', file, file] });
  const stop = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  try {
    const { code, signal } = await finished(child);
    if (code === 0) return;
    if (signal) throw new Error(`it was ended by ${signal}`);
    throw new Error(readOr(log, '').trim().split('\n').slice(-8).join('\n'));
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
    closeSync(file);
  }
};

const bringPackages = async () => {
  mkdirSync(state, { recursive: true });
  let waiting = false;
  while (!(await takeLock())) {
    if (!waiting) process.stderr.write('Waiting for another start that installs the npm packages …\n');
    waiting = true;
    await pause(200);
  }
  try {
    if (upToDate()) return;
    process.stderr.write('Installing the npm packages (npm ci) …\n');
    const packages = wantedPackages();
    await installPackages();
    writeFileSync(marker, `${packages}\n`);
  } catch (error) {
    const reason =
      error.code === 'ENOENT' ? 'there is no npm on PATH; it comes with https://nodejs.org' : error.message;
    process.stderr.write(`The npm packages could not be installed (see ${log}): ${reason}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(lock, { force: true });
  }
  if (process.exitCode) process.exit();
};

/** The pinned Node; where npm has none for this machine, the one that runs this if it is new enough. */
const runtime = () => {
  const pinned = join(root, 'node_modules/.bin/node');
  if (existsSync(pinned)) return pinned;
  if (major >= 24) return process.execPath;
  return stopWith(
    `npm has no Node 24 for ${process.platform}-${process.arch} and this is ${process.version}: ` +
      'install Node 24 or later from https://nodejs.org and run the command again.',
  );
};

/** What is not a command of the local platform. */
const programs = {
  test: 'tools/test/main.ts',
  faults: 'tests/faults/main.ts',
  bench: 'tests/load/main.ts',
  'deploy:aws': 'platform/aws/deploy.ts',
};

const goOn = async () => {
  const [command, ...rest] = process.argv.slice(2);
  const program = programs[command];
  const args = program
    ? [join(root, program), ...rest]
    : [join(root, 'platform/local/main.ts'), ...process.argv.slice(2)];
  const node = runtime();
  // Newer versions of Node can become the other program, which spares the memory of a parent that waits.
  if (process.execve) process.execve(node, [node, ...args], process.env);

  const child = spawn(node, args, { stdio: 'inherit' });
  const inTerminal = [0, 1, 2].some((descriptor) => isTerminal(descriptor));
  // Ctrl-C reaches the child as well as this process: passed on, it would count as a second one.
  process.on('SIGINT', () => inTerminal || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const { code, signal } = await finished(child);
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
};

const isTerminal = (descriptor) => [process.stdin, process.stdout, process.stderr][descriptor].isTTY === true;

if (major < 20) stopWith(`Fondaco needs Node 20 or later to begin with, and this is ${process.version}.`);
try {
  if (!upToDate()) await bringPackages();
  await goOn();
} catch (error) {
  stopWith(`Fondaco could not begin: ${error.message}`);
}
