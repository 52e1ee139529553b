import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findPrograms } from '../programs/programs.ts';

/*
 * Run while the image is built, in its folder and with NODE_COMPILE_CACHE set: runs and loads everything that can be run in
 * it, so that the cache has all modules, compiled and without their types.
 */
const root = join(import.meta.dirname, '../..');
const find = (pattern: string): string[] => globSync(pattern, { cwd: root });

const jobs = find('platform/container/*/main.ts');
// A process that a service starts itself.
const others = find('services/*/src/**/*-process.ts');
const loadOnly = join(import.meta.dirname, 'load-only.ts');
execFileSync(process.execPath, [loadOnly, ...[...jobs, ...others].map((path) => join(root, path))], {
  stdio: 'inherit',
});

/** EX_CONFIG of sysexits.h, and the operator's end without a command. */
const ENDS = [78, 2];

/** Up to where it misses its settings. */
const start = async (name: string): Promise<void> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.mjs'), name], {
    env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (!ENDS.includes(code)) throw new Error(`${name} ended with ${code}: ${said}`);
};

const names = [...Object.keys(findPrograms(root)), ...jobs.map((path) => basename(dirname(path)))];
await Promise.all(names.map(start));
