import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Address } from '../../../platform/addresses.ts';
import type { NginxOptions } from '../nginx/main.ts';
import { until } from './until.ts';

const ENV = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** Options for a test: as root the workers give up their rights, as they do in earnest. */
export const testOptions: NginxOptions = {
  workerProcesses: 1,
  accessLog: 'access.log',
  ...(process.getuid?.() === 0 ? { user: 'nobody nogroup' } : {}),
};

/** A folder for nginx that its workers may enter; gone when `remove` is called. */
export const makePrefix = async () => {
  const prefix = await mkdtemp(join(tmpdir(), 'fondaco-nginx-'));
  await chmod(prefix, 0o755);
  return { prefix, remove: () => rm(prefix, { recursive: true, force: true }) };
};

const args = (prefix: string) => ['-p', `${prefix}/`, '-c', 'nginx.conf', '-e', 'stderr'];

/** `nginx -t`: its own verdict, with its messages. */
export const checkNginx = async (prefix: string, configuration: string): Promise<string> => {
  await writeFile(join(prefix, 'nginx.conf'), configuration);
  const { stderr } = await promisify(execFile)('nginx', ['-t', ...args(prefix)], { env: ENV });
  return stderr;
};

/** A real nginx, ready when its status listener answers. */
export const startNginx = async (prefix: string, configuration: string, status: Address) => {
  await writeFile(join(prefix, 'nginx.conf'), configuration);
  const child: ChildProcess = spawn('nginx', args(prefix), { env: ENV, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`nginx ended: ${said}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ended, until(() => fetch(`http://${status.host}:${status.port}/health`))]);
  return {
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
    errorLog: () => said,
    accessLog: async (): Promise<Record<string, string>[]> =>
      (await readFile(join(prefix, 'access.log'), 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
  };
};
