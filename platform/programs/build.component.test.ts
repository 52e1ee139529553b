import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sourceStack } from '@fondaco/chassis/service';
import { buildPrograms, writePrograms } from './build.ts';
import { findPrograms } from './programs.ts';

const repository = join(import.meta.dirname, '../..');

/** A checkout with these files, inside this one: packages are found from there. */
const checkout = async (files: Record<string, string>) => {
  await mkdir(join(repository, '.fondaco'), { recursive: true });
  const root = await mkdtemp(join(repository, '.fondaco/programs-test-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const build = async (): Promise<string> => {
    const folder = join(root, 'built');
    await writePrograms(await buildPrograms(root, folder), folder);
    return folder;
  };
  return { root, build, remove: () => rm(root, { recursive: true }) };
};

const runProgram = (path: string) => spawnSync(process.execPath, [path], { encoding: 'utf8', env: {} });

test('every service, every BFF and every stand-in is built and runs up to its settings', async (t) => {
  const root = await mkdtemp(join(repository, '.fondaco/programs-test-'));
  t.after(() => rm(root, { recursive: true }));
  const folder = join(root, 'built');
  await writePrograms(await buildPrograms(repository, folder), folder);
  const names = Object.keys(findPrograms(repository));
  assert.ok(
    ['orders', 'storefront-bff', 'lag-exporter', 'payment-sandbox'].every((name) => names.includes(name)),
  );
  for (const name of names) {
    const { status, stderr } = runProgram(join(folder, `${name}.mjs`));
    assert.equal(status, 78, `${name}: ${stderr}`);
    assert.match(stderr, /wrong settings/);
  }
});

test('a module finds what stands beside its source', async (t) => {
  const { build, remove } = await checkout({
    'services/a/src/main.ts': "import { beside, folder } from './deep/b.ts'; console.log(beside, folder);",
    'services/a/src/deep/b.ts':
      "export const beside = new URL('./c.sql', import.meta.url).pathname; export const folder = import.meta.dirname;",
    'services/a/src/deep/c.sql': '',
  });
  t.after(remove);
  const [beside = '', folder = ''] = runProgram(join(await build(), 'a.mjs'))
    .stdout.trim()
    .split(' ');
  assert.ok(existsSync(beside), beside);
  assert.equal(folder, dirname(beside));
});

test('what programs share stands once, and a stack names the place in the source', async (t) => {
  const { root, build, remove } = await checkout({
    'services/a/src/main.ts': "import { fail } from '../../../chassis/fail.ts';\nfail();\n",
    'services/b/src/main.ts': "import { fail } from '../../../chassis/fail.ts';\nfail();\n",
    'chassis/fail.ts':
      "type Long = { readonly a: string };\n\nexport const fail = (): Long => {\n  throw new Error('planted');\n};\n",
  });
  t.after(remove);
  const folder = await build();
  const shared = (await readdir(folder)).filter((name) => name.startsWith('part-') && name.endsWith('.mjs'));
  assert.equal(shared.length, 1);
  const { stderr } = runProgram(join(folder, 'b.mjs'));
  assert.match(stderr, /part-/);
  const [place, caller] = [...sourceStack(stderr).matchAll(/at .*?(file:[^\s)]+?):(\d+):\d+/g)];
  assert.equal(fileURLToPath(place?.[1] ?? ''), join(root, 'chassis/fail.ts'));
  assert.equal(place?.[2], '4');
  assert.equal(fileURLToPath(caller?.[1] ?? ''), join(root, 'services/b/src/main.ts'));
});

test('a source that cannot be built is named', async (t) => {
  const { build, remove } = await checkout({ 'services/a/src/main.ts': "import './not-there.ts';" });
  t.after(remove);
  await assert.rejects(build, /not-there\.ts/);
});
