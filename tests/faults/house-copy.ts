import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../system/system.ts';

const run = promisify(execFile);

/** A copy of the house, which runs like the house itself. */
export type HouseCopy = {
  readonly folder: string;
  /** Changes the code. Throws what `git apply` says when the patch no longer fits it. */
  apply(patch: string): Promise<void>;
  remove(): Promise<void>;
};

/** A copy with these patches applied. */
export const copyHouse = async (patches: readonly string[]): Promise<HouseCopy> => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-house-'));
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    maxBuffer: 16 * 1024 * 1024,
  });
  for (const file of stdout.split('\0').filter((name) => name !== '')) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await cp(join(repository, file), join(folder, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
  await linkPackages(folder);
  // The brokers' jars need not be fetched again.
  await mkdir(join(folder, '.fondaco'), { recursive: true });
  await symlink(join(repository, '.fondaco/cache'), join(folder, '.fondaco/cache'));
  const apply = async (patch: string) => void (await run('git', ['apply', patch], { cwd: folder }));
  for (const patch of patches) await apply(patch);
  return { folder, apply, remove: () => rm(folder, { recursive: true, force: true }) };
};

/** Everything from npm is shared; the house's own packages are the copy's, or the patch would be without effect. */
const linkPackages = async (folder: string): Promise<void> => {
  const packages = join(repository, 'node_modules');
  await mkdir(join(folder, 'node_modules/@fondaco'), { recursive: true });
  for (const name of await readdir(packages)) {
    if (name === '@fondaco') continue;
    await symlink(join(packages, name), join(folder, 'node_modules', name));
  }
  for (const name of await readdir(join(packages, '@fondaco'))) {
    const own = relative(repository, await realpath(join(packages, '@fondaco', name)));
    await symlink(join(folder, own), join(folder, 'node_modules/@fondaco', name));
    // Packages of which it needs another version than the others.
    if (existsSync(join(repository, own, 'node_modules')))
      await symlink(join(repository, own, 'node_modules'), join(folder, own, 'node_modules'));
  }
};
