import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Replica } from '../../addresses.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { httpReady } from './http-ready.ts';

/** Many processes share one machine here, each with little to remember. */
const memoryFlags = ['--max-old-space-size=192', '--max-semi-space-size=2'];

/** A replica of a service or BFF. `entry` is below the checkout: `services/orders/src/main.ts`. */
export const serviceProcess = (options: {
  readonly paths: InstancePaths;
  readonly part: string;
  readonly entry: string;
  readonly replica: Replica;
  readonly environment: Readonly<Record<string, string>>;
}): ProcessSpec => ({
  name: options.replica.name,
  part: options.part,
  command: process.execPath,
  args: [...memoryFlags, join(options.paths.root, options.entry)],
  env: {
    ...options.environment,
    NODE_COMPILE_CACHE: join(options.paths.cache, 'node'),
    // Password hashes are made in this pool, 19 MiB each: more at once than cores would only take memory.
    UV_THREADPOOL_SIZE: String(Math.max(2, availableParallelism())),
    MALLOC_ARENA_MAX: '2',
  },
  cwd: options.paths.root,
  stopSignal: 'SIGTERM',
  // The chassis gives up draining after 20 s by itself.
  stopTimeoutMs: 25_000,
  ready: () => httpReady(options.replica.management, '/health/ready'),
  readyTimeoutMs: 60_000,
});
