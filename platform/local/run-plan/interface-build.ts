import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type { InstancePaths } from '../instance/paths.ts';
import { run } from '../setup/run.ts';
import { codeCache } from './code-cache.ts';

const buildsKept = 8;

/**
 * The folder with a user interface's static build, made by Vite when its sources have changed. Every build has
 * a folder of its own, named by the sources' hash, so that a running instance goes on serving the one it has.
 */
export const buildInterface = async (paths: InstancePaths, name: string): Promise<string> => {
  const source = join(paths.root, 'edge', name);
  const builds = join(paths.cache, 'interfaces');
  const target = join(builds, `${name}-${await hashOf(paths.root, source)}`);
  await mkdir(builds, { recursive: true });
  if (!existsSync(target)) {
    const draft = `${target}.${randomUUID()}.new`;
    await run(
      process.execPath,
      [viteOf(source), 'build', '--outDir', draft, '--emptyOutDir', '--logLevel', 'warn'],
      {
        cwd: source,
        env: { HOME: process.env.HOME ?? '/', NODE_COMPILE_CACHE: codeCache(paths) },
      },
    );
    // nginx's workers are another user, whatever the umask and the modes of copied files are.
    await run('chmod', ['-R', 'a+rX', draft]);
    // Another instance may have built the same meanwhile.
    await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  }
  const now = new Date();
  await utimes(target, now, now);
  await removeOldest(builds, name);
  return target;
};

const viteOf = (source: string): string => {
  const manifest = createRequire(join(source, 'package.json')).resolve('vite/package.json');
  return join(manifest, '../bin/vite.js');
};

const notSource = new Set(['node_modules', 'dist']);

/** Of everything that goes into the build: the interface's folder, what it shares, and the packages' versions. */
const hashOf = async (root: string, source: string): Promise<string> => {
  const files = [
    ...(await filesBelow(source)),
    ...(await filesBelow(join(root, 'contracts/http'))),
    ...(await filesBelow(join(root, 'chassis/browser'))),
    join(root, 'package-lock.json'),
  ];
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${relative(root, file)}\0`).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
};

const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter(({ name }) => !notSource.has(name))
      .map(async (entry) =>
        entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
      ),
  );
  return nested.flat();
};

const removeOldest = async (builds: string, name: string): Promise<void> => {
  const own = (await readdir(builds)).filter((entry) => entry.startsWith(`${name}-`));
  const dated = await Promise.all(
    own.map(async (entry) => ({
      entry,
      usedAt: (await stat(join(builds, entry)).catch(() => null))?.mtimeMs ?? 0,
    })),
  );
  const oldest = dated.sort((a, b) => b.usedAt - a.usedAt).slice(buildsKept);
  await Promise.all(oldest.map(({ entry }) => rm(join(builds, entry), { recursive: true, force: true })));
};
