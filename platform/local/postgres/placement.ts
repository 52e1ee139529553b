import { createHash, randomUUID } from 'node:crypto';
import { cp, lstat, mkdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../instance/failure.ts';
import { run, type SystemUser } from '../setup/run.ts';
import type { PostgresBinaries } from './binaries.ts';

/** Where what the server's own user could not reach below the checkout is kept instead. */
const elsewhere = '/var/lib/fondaco';

export type Placement = { readonly binaries: string; readonly data: string };

/**
 * Decides where the binaries and the data are, by trying as the server's user. A checkout below a folder
 * that only root may enter gets both in /var/lib/fondaco, with a link where the data would have been.
 */
export const place = async (options: {
  readonly binaries: PostgresBinaries;
  readonly dataDirectory: string;
  readonly user: SystemUser | undefined;
}): Promise<Placement> => {
  const { binaries, dataDirectory, user } = options;
  await mkdir(dirname(dataDirectory), { recursive: true });
  if (!user) return { binaries: binaries.folder, data: await existingLink(dataDirectory) };
  return {
    binaries: (await runs(binaries.folder, user)) ? binaries.folder : await copyOfBinaries(binaries, user),
    data: await reachableData(dataDirectory, user),
  };
};

/** Removes the data, wherever it was placed. */
export const removeData = async (dataDirectory: string): Promise<void> => {
  await rm(await existingLink(dataDirectory), { recursive: true, force: true });
  await rm(dataDirectory, { recursive: true, force: true });
};

const reachableData = async (dataDirectory: string, user: SystemUser): Promise<string> => {
  const target = await existingLink(dataDirectory);
  const linked = target !== dataDirectory;
  if (!linked && (await canEnter(dirname(dataDirectory), user))) return dataDirectory;
  const place = linked ? target : join(elsewhere, 'data', shortHash(dataDirectory));
  await mkdir(dirname(place), { recursive: true, mode: 0o755 });
  if (!linked) {
    if (await exists(dataDirectory)) await move(dataDirectory, place, user);
    await symlink(place, dataDirectory);
  }
  return place;
};

const runs = async (folder: string, user: SystemUser): Promise<boolean> =>
  run(join(folder, 'bin/postgres'), ['--version'], { user }).then(
    () => true,
    () => false,
  );

const canEnter = async (folder: string, user: SystemUser): Promise<boolean> =>
  run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { user }).then(
    () => true,
    () => false,
  );

const copyOfBinaries = async (binaries: PostgresBinaries, user: SystemUser): Promise<string> => {
  const place = join(elsewhere, `postgres-${binaries.version}-${shortHash(binaries.folder)}`);
  if (await runs(place, user)) return place;
  await mkdir(elsewhere, { recursive: true, mode: 0o755 });
  const draft = `${place}.${randomUUID()}.new`;
  await cp(binaries.folder, draft, { recursive: true, verbatimSymlinks: true });
  await run('chmod', ['-R', 'a+rX,go-w', draft]);
  await rename(draft, place).catch(() => rm(draft, { recursive: true }));
  if (await runs(place, user)) return place;
  throw new Failure(
    `PostgreSQL must not run as root, and its own user cannot run ${place}/bin/postgres: ` +
      'let other users enter /var/lib, or put the checkout where they may.',
  );
};

const move = async (from: string, to: string, user: SystemUser): Promise<void> => {
  await rm(to, { recursive: true, force: true });
  await run('cp', ['-a', from, to]);
  await run('chown', ['-R', `${user.uid}:${user.gid}`, to]);
  await rm(from, { recursive: true });
};

const existingLink = async (path: string): Promise<string> => {
  const found = await lstat(path).catch(() => undefined);
  return found?.isSymbolicLink() ? readlink(path) : path;
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
