import { availableParallelism } from 'node:os';
import type { Replica } from '../../addresses.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { codeCache } from './code-cache.ts';
import { httpReady } from './http-ready.ts';
import { programPath } from './local-programs.ts';

/**
 * Many processes share one machine here, each with little to remember. Semi-spaces of 16 MiB instead of 2 take
 * 25 MB more in each of them after a rush.
 */
const memoryFlags = ['--max-old-space-size=192', '--max-semi-space-size=4'];

/**
 * The four threads that clear up, V8's own choice, take both of two cores for 40 ms at a time, from who is answering and
 * from the database: with one, one list of products in a hundred took 6 to 9 ms, not 8 to 15. The others keep four: with
 * one in each of them the shop took more memory after a rush than it may (orders 114 MB instead of 95).
 */
const threadFlags = (part: string): string[] => (part === 'products' ? ['--v8-pool-size=1'] : []);

/** A replica of the program `part`, which is built. */
export const serviceProcess = (options: {
  readonly paths: InstancePaths;
  readonly part: string;
  readonly replica: Replica;
  readonly environment: Readonly<Record<string, string>>;
}): ProcessSpec => ({
  name: options.replica.name,
  part: options.part,
  command: process.execPath,
  args: [...memoryFlags, ...threadFlags(options.part), programPath(options.paths, options.part)],
  env: {
    ...options.environment,
    NODE_COMPILE_CACHE: codeCache(options.paths),
    // Password hashes are made in this pool, 19 MiB each: more at once than cores would only take memory.
    UV_THREADPOOL_SIZE: String(Math.max(2, availableParallelism())),
    MALLOC_ARENA_MAX: '2',
    // Given by hand it stays there: by itself glibc keeps ever more of what was freed.
    MALLOC_TRIM_THRESHOLD_: '1048576',
  },
  cwd: options.paths.root,
  stopSignal: 'SIGTERM',
  // The chassis gives up draining after 20 s by itself.
  stopTimeoutMs: 25_000,
  ready: () => httpReady(options.replica.management, '/health/ready'),
  readyTimeoutMs: 60_000,
});
