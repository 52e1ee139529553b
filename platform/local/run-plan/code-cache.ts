import { join } from 'node:path';
import type { InstancePaths } from '../instance/paths.ts';
import { run } from '../setup/run.ts';

/** Where Node keeps code that it has compiled, and TypeScript without its types. */
export const codeCache = (paths: InstancePaths): string => join(paths.cache, 'node');

/**
 * Puts the modules of all `entries` (absolute paths) into Node's compile cache. A process that finds no module
 * of its own there loads the compiler that takes the types away: 25 MB that it would keep for good.
 */
export const fillCodeCache = (paths: InstancePaths, entries: readonly string[]): Promise<string> =>
  run(process.execPath, [join(import.meta.dirname, 'load-only.ts'), ...entries], {
    cwd: paths.root,
    env: { NODE_COMPILE_CACHE: codeCache(paths) },
  });
