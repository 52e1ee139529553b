import assert from 'node:assert/strict';
import { type ChildProcess, execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { testDatabase } from '@fondaco/chassis/testing';
import { assemble } from '../../platform/container/testing/assemble.ts';
import { runUsers } from '../../platform/container/testing/run-image.ts';
import { startPostgresForTests } from '../../platform/local/postgres/server-for-tests.ts';
import { readProcess } from '../load/cpu.ts';

const run = promisify(execFile);

// Among the tests that run alone: beside others the same work takes a core longer.
test('users is ready after less than a second of work', async (t) => {
  const scratch = await mkdtemp(join(tmpdir(), 'fondaco-image-'));
  t.after(() => rm(scratch, { recursive: true }));
  await chmod(scratch, 0o755);
  const image = await assemble(scratch, 'service', { packages: 'checkout' });
  const server = await startPostgresForTests();
  t.after(server.stop);
  process.env.TEST_POSTGRES_URL = server.url;
  const database = await testDatabase(join(image, 'services/users/migrations'));
  const times: number[] = [];
  for (let i = 0; i < 5; i++)
    await runUsers(image, database.url, {}, async (child) => {
      times.push(await secondsOfWork(child));
    });
  await database.close();
  t.diagnostic(`seconds of CPU until ready: ${times.join(', ')}`);
  assert.ok(Math.min(...times) < 1, `took ${times.join(', ')} s`);
});

/** CPU time of a process so far, of all its threads: what a start takes where it has a core to itself. */
const secondsOfWork = async ({ pid }: ChildProcess): Promise<number> => {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-o', 'time=', '-p', String(pid)]);
    return stdout.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
  }
  return readProcess(Number(pid)).ms / 1_000;
};
