import { mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { InstancePaths } from '../instance/paths.ts';
import { run } from '../setup/run.ts';

const LINK = 'programs';
const BUILD = join(import.meta.dirname, '../../programs/main.ts');

/** What Node is given to run the program of this name: `orders`. */
export const programPath = (paths: InstancePaths, name: string): string =>
  join(paths.state, LINK, `${name}.mjs`);

/**
 * Builds all programs from the sources that are there now. Who starts one meanwhile gets it whole, the old or the new
 * one, and what runs already still finds what it loads late. Throws what is wrong with a source.
 */
export const buildLocalPrograms = async ({ root, state }: InstancePaths): Promise<void> => {
  const link = join(state, LINK);
  await mkdir(state, { recursive: true });
  const unfinished = `${link}-unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const hash = await run(process.execPath, [BUILD, root, unfinished], { cwd: root });
  const folder = `${link}-${hash}`;
  const present = await readdir(state);
  if (present.includes(basename(folder))) await rm(unfinished, { recursive: true });
  else await rename(unfinished, folder);

  const before = await readlink(link).catch(() => undefined);
  const next = join(state, `next-${LINK}`);
  await rm(next, { force: true });
  await symlink(basename(folder), next);
  await rename(next, link);

  const kept = [LINK, basename(unfinished), basename(folder), before];
  for (const name of present.filter((other) => other.startsWith(`${LINK}-`) && !kept.includes(other)))
    await rm(join(state, name), { recursive: true });
};
