import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeData } from '../postgres/placement.ts';
import type { InstancePaths } from './paths.ts';

/** Removes all that an instance has made, but for the record of who runs it now. */
export const wipeInstance = async (paths: InstancePaths): Promise<void> => {
  // Data that the server's user could not reach here is kept elsewhere, behind a link.
  for (const name of await readdir(paths.data).catch(() => [])) await removeData(join(paths.data, name));
  for (const name of await readdir(paths.state))
    if (join(paths.state, name) !== paths.run) await rm(join(paths.state, name), { recursive: true });
};
