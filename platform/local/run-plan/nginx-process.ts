import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NginxOptions } from '../../../edge/balancer/nginx/main.ts';
import type { Address } from '../../addresses.ts';
import type { InstancePaths } from '../instance/paths.ts';
import { writeAtomically } from '../instance/write-atomically.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { httpReady } from './http-ready.ts';
import { handOverCache, workerUser } from './nginx-workers.ts';

/** How every nginx of an instance runs. Its access log is in the log folder and rotated with the others. */
export const nginxOptions = (paths: InstancePaths, name: string): NginxOptions => ({
  workerProcesses: 1,
  accessLog: join(paths.log, `${name}-access.log`),
  ...(process.getuid?.() === 0 ? { user: userOfRootsWorkers(paths, name) } : {}),
});

/** Root where nobody else may enter the checkout: nginx's own choice would fail there. */
const userOfRootsWorkers = (paths: InstancePaths, name: string): string => {
  const user = workerUser(paths, name);
  if (user !== undefined) return `${user.name} ${user.group}`;
  return process.platform === 'darwin' ? 'root wheel' : 'root';
};

/** Writes the configuration and gives the process that runs on it. */
export const nginxProcess = async (options: {
  readonly name: string;
  readonly command: string;
  readonly configuration: string;
  readonly paths: InstancePaths;
  readonly status: Address;
}): Promise<ProcessSpec> => {
  const { name, paths } = options;
  const prefix = join(paths.data, name);
  await mkdir(prefix, { recursive: true });
  const file = await writeNginxConfiguration(paths, name, options.configuration);
  const workers = workerUser(paths, name);
  if (workers !== undefined) await handOverCache(prefix, workers);
  return {
    name,
    part: name,
    command: options.command,
    args: ['-p', `${prefix}/`, '-c', file, '-e', 'stderr'],
    env: {},
    cwd: prefix,
    // Finishes what it has begun; SIGTERM would cut it off.
    stopSignal: 'SIGQUIT',
    stopTimeoutMs: 12_000,
    ready: () => httpReady(options.status, '/health'),
    readyTimeoutMs: 15_000,
  };
};

/** Where nginx reads it at its next start or reload. Answers the file. */
export const writeNginxConfiguration = async (
  paths: InstancePaths,
  name: string,
  configuration: string,
): Promise<string> => {
  const file = join(paths.conf, `${name}.conf`);
  await mkdir(paths.conf, { recursive: true });
  writeAtomically(file, configuration);
  return file;
};
