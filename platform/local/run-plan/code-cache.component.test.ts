import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { instancePaths } from '../instance/paths.ts';
import { run } from '../setup/run.ts';
import { codeCache, fillCodeCache } from './code-cache.ts';

test('a process whose modules are in the code cache does not load the TypeScript compiler, and none of them ran', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-code-cache-'));
  t.after(() => rm(folder, { recursive: true }));
  const paths = instancePaths(folder, 24_443);
  const entry = join(folder, 'entry.ts');
  await writeFile(join(folder, 'other.ts'), 'export const compiler: string = "amaro";');
  await writeFile(
    entry,
    `import { compiler } from './other.ts';
     const loaded: string[] = process.moduleLoadList.filter((name: string) => name.includes(compiler));
     console.log(loaded.length > 0 ? 'compiler' : 'no compiler');`,
  );
  const start = () =>
    run(process.execPath, [entry], { cwd: folder, env: { NODE_COMPILE_CACHE: codeCache(paths) } });

  assert.equal(await fillCodeCache(paths, [entry]), '');
  assert.equal(await start(), 'no compiler\n');
  await rm(codeCache(paths), { recursive: true });
  assert.equal(await start(), 'compiler\n');
});

test('a module that cannot be loaded is named', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-code-cache-'));
  t.after(() => rm(folder, { recursive: true }));
  await assert.rejects(
    fillCodeCache(instancePaths(folder, 24_443), [join(folder, 'not-there.ts')]),
    /not-there\.ts/,
  );
});
