import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startUnsupervised } from '../setup/unsupervised.ts';
import { removeData } from './placement.ts';
import { type PostgresOptions, preparePostgres } from './server.ts';

/** A real, empty server for a test run. `url` is the superuser's; `stop` removes everything. */
export const startPostgresForTests = async ({
  sharedBuffers = '32MB',
}: Pick<PostgresOptions, 'sharedBuffers'> = {}): Promise<{
  readonly url: string;
  readonly stop: () => Promise<void>;
}> => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-postgres-'));
  // The server may run as another user, who has to pass.
  await chmod(folder, 0o711);
  const dataDirectory = join(folder, 'data');
  const address = { host: '127.0.0.1', port: await freePort() };
  const superuserPassword = randomBytes(18).toString('base64url');
  const spec = await preparePostgres({
    name: 'postgres',
    part: 'tests',
    dataDirectory,
    address,
    superuserPassword,
    sharedBuffers,
  });
  const { stop } = await startUnsupervised({ ...spec, args: [...spec.args, '-c', 'max_connections=400'] });
  return {
    url: `postgres://postgres:${superuserPassword}@${address.host}:${address.port}/postgres`,
    stop: async () => {
      await stop();
      await removeData(dataDirectory);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
