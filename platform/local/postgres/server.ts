import { chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Address } from '../../addresses.ts';
import { Failure } from '../instance/failure.ts';
import { run, type SystemUser } from '../setup/run.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { postgresBinaries } from './binaries.ts';
import { endLeftovers } from './leftovers.ts';
import { place } from './placement.ts';
import { serverUser } from './server-user.ts';

export type PostgresOptions = {
  /** Of the process: `postgres-orders`. */
  readonly name: string;
  /** The part of the topology it belongs to: `orders`. */
  readonly part: string;
  readonly dataDirectory: string;
  readonly address: Address;
  readonly superuserPassword: string;
  /** What it keeps of its data in memory, as far as that is used: `256MB`. 32 MB unless told. */
  readonly sharedBuffers?: `${number}MB`;
};

/**
 * Makes the server's data when there is none, ends what an earlier run left on it, and gives the process
 * to supervise. Rejects with one sentence that says what to do.
 */
export const preparePostgres = async (options: PostgresOptions): Promise<ProcessSpec> => {
  const { dataDirectory } = options;
  const binaries = await postgresBinaries();
  const user = await serverUser(dataDirectory);
  const placement = await place({ binaries, dataDirectory, user });
  const made = await stat(join(placement.data, 'PG_VERSION')).catch(() => undefined);
  if (!made) await makeData({ ...placement, user, superuserPassword: options.superuserPassword });
  else if (!user && made.uid !== process.getuid?.()) {
    throw new Failure(
      `${dataDirectory} belongs to another user: start as that user, or with --fresh as root.`,
    );
  } else await endLeftovers(placement.data);
  await writeAccess(placement.data, user);

  return {
    name: options.name,
    part: options.part,
    command: join(placement.binaries, 'bin/postgres'),
    args: ['-D', placement.data, ...settings(options)],
    env: { LC_ALL: 'C', TZ: 'UTC' },
    cwd: placement.data,
    ...(user && { user }),
    // Fast shutdown: ends sessions and writes a checkpoint. SIGTERM would wait for every client to leave.
    stopSignal: 'SIGINT',
    stopTimeoutMs: 20_000,
    ready: () => answers(options),
    // Crash recovery comes before the first connection.
    readyTimeoutMs: 60_000,
  };
};

const settings = ({
  address: { host, port },
  sharedBuffers = '32MB',
}: Pick<PostgresOptions, 'address' | 'sharedBuffers'>): readonly string[] =>
  Object.entries({
    listen_addresses: host,
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: sharedBuffers,
    ...walSettings,
    fsync: 'on',
    synchronous_commit: 'on',
    jit: 'off',
    shared_preload_libraries: 'pg_stat_statements',
    log_line_prefix: '%m [%p] %q%u@%d ',
    // There are many servers on one machine: no processes for what is not used here.
    io_method: 'sync',
    max_logical_replication_workers: 0,
    // A query of a client that has gone holds its locks no longer than this.
    client_connection_check_interval: '5s',
  }).flatMap(toArgument);

const toArgument = ([name, value]: [string, string | number]): string[] => ['-c', `${name}=${value}`];

/**
 * Everybody shows a password, from wherever: initdb's own file knows loopback alone. Who gets as far as the port is
 * decided by the address that it listens on, and by the firewall before it.
 */
const writeAccess = async (data: string, user: SystemUser | undefined): Promise<void> => {
  const file = join(data, 'pg_hba.conf');
  await writeFile(file, 'host all all all scram-sha-256\n', { mode: 0o600 });
  if (user) await chown(file, user.uid, user.gid);
};

/** The databases' logs of 13,000 orders: until the first checkpoints have turned old segments into new ones. */
const WAL_KEPT_MB = 96;
const walSettings = { max_wal_size: '256MB', min_wal_size: `${WAL_KEPT_MB}MB` };

/**
 * Makes the segments of the log that will be needed first. A commit that needs a new file waits for the file system's
 * journal, and for whatever else of this disk is in it: 100 to 400 ms, where in a file that is there it takes three.
 */
const makeWal = async (binaries: string, data: string, user: SystemUser | undefined): Promise<void> => {
  const server = [
    '--single',
    '-D',
    data,
    '-j',
    ...Object.entries(walSettings).flatMap(toArgument),
    'postgres',
  ];
  // In this mode an empty line ends a statement.
  const input = `
    DO $$ BEGIN
      FOR i IN 1..${WAL_KEPT_MB} LOOP
        PERFORM pg_logical_emit_message(false, 'fondaco', 'the next segment');
        PERFORM pg_switch_wal();
      END LOOP;
    END $$;

    CHECKPOINT;

  `;
  await run(join(binaries, 'bin/postgres'), server, { input, ...(user && { user }) });
};

const makeData = async (options: {
  readonly binaries: string;
  readonly data: string;
  readonly user: SystemUser | undefined;
  readonly superuserPassword: string;
}): Promise<void> => {
  const { binaries, data, user } = options;
  const draft = `${data}.new`;
  const passwordFile = `${data}.password`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    await rm(passwordFile, { force: true });
    await writeFile(passwordFile, options.superuserPassword, { flag: 'wx', mode: 0o600 });
    if (user) {
      await chown(draft, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    await run(
      join(binaries, 'bin/initdb'),
      [
        `--pgdata=${draft}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--data-checksums',
        // All commits wait while a new segment is filled with zeros: 16 MiB take 100 ms, one is not noticed.
        '--wal-segsize=1',
      ],
      { ...(user && { user }) },
    );
    await makeWal(binaries, draft, user);
    // What is there under its own name is whole, even when this was killed half-way.
    await rename(draft, data);
  } finally {
    await rm(passwordFile, { force: true });
  }
};

const answers = async ({ address, superuserPassword }: PostgresOptions): Promise<void> => {
  const client = superuser(address, superuserPassword);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '28P01') {
      throw new Failure(
        'PostgreSQL refuses the password: data and secrets are not of one instance; use --fresh.',
      );
    }
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
};

/** A connection as the superuser; the caller connects and ends it. */
export const superuser = (address: Address, password: string, database = 'postgres'): Client => {
  const client = new Client({
    host: address.host,
    port: address.port,
    user: 'postgres',
    password,
    database,
    connectionTimeoutMillis: 5_000,
    application_name: 'fondaco-platform',
  });
  // Without a listener a connection that dies between two queries ends the whole process.
  client.on('error', () => {});
  return client;
};
