import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { InstancePaths } from '../instance/paths.ts';
import { run } from '../setup/run.ts';

type WorkerUser = {
  readonly name: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
};

/** Whoever distributions have for web servers. Not PostgreSQL's: what takes strangers' requests may not read its data. */
const candidates = ['www-data', 'nginx', 'nobody'];

/**
 * Who the workers of root's nginx run as: the first of the candidates who may enter nginx's own folder and the
 * interfaces' builds. Undefined where nobody but root may, below `/root` say, and for whoever is not root.
 */
export const workerUser = (paths: InstancePaths, name: string): WorkerUser | undefined => {
  if (process.getuid?.() !== 0 || process.platform === 'darwin') return undefined;
  const folders = [join(paths.data, name), join(paths.cache, 'interfaces')];
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  return candidates
    .map(lookUp)
    .find((user) => user !== undefined && folders.every((folder) => canEnter(folder, user)));
};

/** What root's workers kept in an earlier run: other workers could not read it, and would fail rather than ask anew. */
export const handOverCache = async (prefix: string, { uid, gid }: WorkerUser): Promise<void> => {
  const cache = join(prefix, 'cache');
  if (existsSync(cache)) await run('chown', ['-R', `${uid}:${gid}`, cache]);
};

const lookUp = (name: string): WorkerUser | undefined => {
  const [uid, gid, group] = ['-u', '-g', '-gn'].map((what) => {
    const { status, stdout } = spawnSync('id', [what, name], { encoding: 'utf8' });
    return status === 0 ? stdout.trim() : '';
  });
  return uid && gid && group ? { name, group, uid: Number(uid), gid: Number(gid) } : undefined;
};

const canEnter = (folder: string, { uid, gid }: WorkerUser): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid, gid, cwd: '/', stdio: 'ignore' }).status === 0;
