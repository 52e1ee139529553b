import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { eventually, freePort } from '@fondaco/chassis/testing';
import { parse } from 'yaml';
import { topology } from '../../topology.ts';
import { classArchive } from '../local/kafka/class-archive.ts';
import { kafkaJars } from '../local/kafka/jars.ts';
import { javaOptions } from '../local/kafka/java-options.ts';
import { brokerNames } from './addresses.ts';
import { KAFKA_DATA } from './data.ts';
import { prepareCompose } from './prepare.ts';
import { renderCompose } from './render.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');
const ENTRY_POINT = 'platform/container/main.mjs';
const rendered = renderCompose(topology);
const file = parse(rendered['compose.yaml'] ?? '');

let folder: string;
let secrets: string;
/** As much of the image as services need: inside the checkout, where packages are found. */
let image: string;
before(async () => {
  await mkdir(join(repository, '.fondaco'), { recursive: true });
  image = await mkdtemp(join(repository, '.fondaco/compose-test-'));
  const build = join(repository, 'platform/programs/main.ts');
  await run(process.execPath, [build, repository, join(image, 'programs')]);
  await cp(join(repository, ENTRY_POINT), join(image, ENTRY_POINT));
  folder = await mkdtemp(join(tmpdir(), 'fondaco-compose-'));
  secrets = join(folder, 'secrets');
  await prepareCompose(topology, secrets);
});
after(async () => {
  await rm(image, { recursive: true });
  await rm(folder, { recursive: true });
});

/** A text of a container, with its secrets and the image's files where they are here. */
const here = (text: string): string =>
  text.replaceAll('/run/secrets', secrets).replace(/^\/fondaco(?=\/(docs|platform)\/)/, repository);
const secret = (name: string) => readFile(join(secrets, name), 'utf8');

test('every secret that is mounted is made, readable in containers but in a folder that is the owner’s alone', async () => {
  const made = await readdir(secrets);
  assert.deepEqual(
    Object.keys(file.secrets).filter((name) => !made.includes(name)),
    [],
  );
  assert.equal((await stat(secrets)).mode & 0o777, 0o700);
  for (const name of made) assert.equal((await stat(join(secrets, name))).mode & 0o777, 0o644, name);
});

test('made again they are the same', async () => {
  const all = async () => Promise.all((await readdir(secrets)).map(secret));
  const first = await all();
  await prepareCompose(topology, secrets);
  assert.deepEqual(await all(), first);
});

test('the settings of every service, BFF and stand-in are whole: it comes to life with them', async () => {
  const names = [
    ...Object.keys(topology.services),
    ...Object.keys(topology.edge),
    'payment-sandbox',
    'mail-catcher',
    'slack-receiver',
    'lag-exporter',
  ];
  for (const name of names) {
    const management = await freePort();
    const child = await start(name, {
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(await freePort()),
      MANAGEMENT_PORT: String(management),
      DATA_FILE: join(folder, `${name}.sqlite`),
      IMAGE_FOLDER: join(folder, 'images'),
      ...(name === 'payment-sandbox' ? { BROWSER_PORT: String(await freePort()) } : {}),
      ...(name === 'mail-catcher' ? { SMTP_PORT: String(await freePort()) } : {}),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    const end = new Promise((resolve) => child.once('close', resolve));
    try {
      // Composed and listening, whether or not what it needs is there: none of it is.
      await eventually(
        async () => {
          assert.equal(child.exitCode, null, output);
          const answer = await fetch(`http://127.0.0.1:${management}/health/ready`);
          assert.match(((await answer.json()) as { status: string }).status, /^(ready|failing)$/, name);
        },
        { within: 30_000 },
      );
    } finally {
      child.kill('SIGKILL');
      await end;
    }
  }
});

const start = async (name: string, instead: Record<string, string>): Promise<ChildProcess> => {
  const container = file.services[name];
  const own = Object.entries(container.environment as Record<string, string>).map(([key, value]) => [
    key,
    here(value),
  ]);
  const known = Object.fromEntries(own);
  const replaced = Object.fromEntries(Object.entries(instead).filter(([key]) => key in known));
  return spawn(process.execPath, [join(image, ENTRY_POINT), ...container.command], {
    cwd: repository,
    // What one has compiled the next need not.
    env: { NODE_COMPILE_CACHE: join(folder, 'code'), ...known, ...replaced },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
};

test('nginx accepts the configurations', async () => {
  for (const name of ['gateway', 'balancer']) {
    const prefix = join(folder, name);
    await mkdir(prefix, { recursive: true });
    const text = here(rendered[`conf/${name}.conf`] ?? '')
      // Names are known in the containers' networks only, and asking for them anew takes a newer nginx than may be here.
      .replace(/server (\S+):(\d+)( max_fails.*?) resolve;/g, 'server 127.0.0.1:$2$3;')
      .replace(/\/var\/log\/fondaco\//g, '')
      // Not every distribution's nginx passes connections on.
      .replace(/\nstream \{[\s\S]*$/, '\n');
    const path = join(folder, `${name}.conf`);
    await writeFile(path, text);
    const { stderr } = await run('nginx', ['-t', '-p', `${prefix}/`, '-e', 'stderr', '-c', path]);
    assert.match(stderr, /test is successful/);
  }
});

test('Prometheus and Alertmanager accept theirs', async () => {
  const prometheus = join(folder, 'prometheus.yml');
  const rules = join(repository, 'platform/observability/prometheus/rules');
  await writeFile(
    prometheus,
    (rendered['conf/prometheus.yml'] ?? '').replaceAll('/etc/prometheus/rules', rules),
  );
  const checked = await run('promtool', ['check', 'config', prometheus]);
  assert.match(checked.stdout, /is valid prometheus config file syntax/);

  assert.match((await run('amtool', ['check-config', join(secrets, 'alertmanager.yml')])).stdout, /SUCCESS/);
  await writeFile(join(secrets, 'slack-webhook'), 'https://hooks.slack.example/services/x');
  await assert.rejects(prepareCompose(topology, secrets), /--runbooks/);
  await prepareCompose(topology, secrets, 'https://git.example/fondaco');
  const alertmanager = here(await secret('alertmanager.yml'));
  assert.match(alertmanager, /slack-webhook/);
  assert.match(alertmanager, /git\.example\/fondaco/);
  await writeFile(join(folder, 'alertmanager.yml'), alertmanager);
  assert.match((await run('amtool', ['check-config', join(folder, 'alertmanager.yml')])).stdout, /SUCCESS/);
});

test('a broker’s storage is made with its settings, and left alone when it is there', async () => {
  const jars = await kafkaJars(join(repository, '.fondaco/cache'));
  const java = javaOptions(jars, await classArchive(jars));
  const [name] = brokerNames;
  const data = join(folder, 'kafka');
  const properties = (await secret(`${name}.properties`)).replaceAll(KAFKA_DATA, data);
  await writeFile(join(folder, 'broker.properties'), properties);
  const arguments_ = here(await secret(`${name}.format`)).replace(
    join(secrets, `${name}.properties`),
    join(folder, 'broker.properties'),
  );
  await writeFile(join(folder, 'broker.format'), arguments_);
  const format = () => run('java', [...java, 'kafka.tools.StorageTool', `@${join(folder, 'broker.format')}`]);
  await format();
  const made = await readFile(join(data, 'meta.properties'), 'utf8');
  assert.ok(made.includes((await secret('kafka-cluster-id')).trim()));
  await format();
  assert.equal(await readFile(join(data, 'meta.properties'), 'utf8'), made);
});
