import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { kafkaJars } from './jars.ts';

const path = process.env.PATH;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-jars-'));
  process.env.PATH = `${folder}:${path}`;
});
afterEach(async () => {
  process.env.PATH = path;
  await rm(folder, { recursive: true });
});

/** Stands in for Maven. `$out` is the folder that it was told to fill. */
const maven = async (script: string): Promise<void> => {
  const command = join(folder, 'mvn');
  await writeFile(
    command,
    `#!/bin/sh\necho run >>${folder}/runs\nfor word; do out=\${word#*outputDirectory=}; done\n${script}\n`,
  );
  await chmod(command, 0o755);
};

test('Kafka is fetched once, also by two starts at once, and nothing half-made is left', async () => {
  await maven('echo a jar >"$out/kafka.jar"');
  const cache = join(folder, 'cache');
  const [one, other] = await Promise.all([kafkaJars(cache), kafkaJars(cache)]);
  assert.equal(one, other);
  assert.match(one, /kafka-4\.2\.0-[0-9a-f]{12}$/);
  const runs = await readFile(join(folder, 'runs'), 'utf8');
  assert.equal(await kafkaJars(cache), one);
  assert.equal(await readFile(join(folder, 'runs'), 'utf8'), runs);
  assert.equal(await readFile(join(one, 'kafka.jar'), 'utf8'), 'a jar\n');
  assert.equal((await readdir(cache)).length, 1);
});

test('when Maven fails one is told what to do, and the next start tries again', async () => {
  const cache = join(folder, 'cache');
  await maven('echo "[ERROR] Could not transfer kafka.pom: unknown host"; exit 1');
  await assert.rejects(
    kafkaJars(cache),
    /Maven could not fetch Kafka: let it reach Maven Central, .*mirror.* unknown host/,
  );
  assert.deepEqual(await readdir(cache), []);
  await maven('echo a jar >"$out/kafka.jar"');
  assert.match(await kafkaJars(cache), /kafka-4\.2\.0/);
});
