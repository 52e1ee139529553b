import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { instancePaths } from '../instance/paths.ts';
import { run } from '../setup/run.ts';
import { buildLocalPrograms, programPath } from './local-programs.ts';

test('programs are as their sources were at the last build; the one before stays, older ones go', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'fondaco-programs-'));
  t.after(() => rm(root, { recursive: true }));
  const paths = instancePaths(root, 24_443);
  const source = join(root, 'services/orders/src/main.ts');
  await mkdir(dirname(source), { recursive: true });
  const say = async (text: string): Promise<string> => {
    await writeFile(source, `const text: string = '${text}'; console.log(text);`);
    await buildLocalPrograms(paths);
    const path = programPath(paths, 'orders');
    assert.equal(await run(process.execPath, [path], { cwd: root, env: {} }), `${text}\n`);
    return realpath(path);
  };
  const first = await say('first');
  assert.equal(await say('first'), first);
  const second = await say('second');
  assert.equal(await run(process.execPath, [first], { cwd: root, env: {} }), 'first\n');
  const third = await say('third');
  assert.deepEqual(
    (await readdir(paths.state)).sort(),
    ['programs', ...[second, third].map((path) => path.split('/').at(-2))].sort(),
  );
});

test('a source that is wrong leaves the programs as they were', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'fondaco-programs-'));
  t.after(() => rm(root, { recursive: true }));
  const paths = instancePaths(root, 24_443);
  const source = join(root, 'services/orders/src/main.ts');
  await mkdir(dirname(source), { recursive: true });
  await writeFile(source, "console.log('runs');");
  await buildLocalPrograms(paths);
  await writeFile(source, 'console.log(');
  await assert.rejects(buildLocalPrograms(paths), /main\.ts/);
  assert.equal(await run(process.execPath, [programPath(paths, 'orders')], { cwd: root, env: {} }), 'runs\n');
});
