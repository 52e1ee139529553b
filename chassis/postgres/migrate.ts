import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Log } from '../service/logger.ts';

export type MigrateOptions = {
  /** The owner's URL: migrations create tables, which the service's own role may not. */
  readonly url: string;
  /** Plain SQL files, `0001_orders.sql`, run in the order of their numbers, each in its own transaction. */
  readonly directory: string;
  readonly log?: Log;
};

/** Names the folder and what PostgreSQL said about which file. */
export class MigrationFailed extends Error {
  constructor(directory: string, cause: unknown) {
    super(`migrations of ${directory} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'MigrationFailed';
  }
}

const MESSAGING = fileURLToPath(new URL('../messaging/migrations', import.meta.url));
const WRONG_NAME = /^(?!\d{4}_[a-z0-9-]+\.sql$)/;

/**
 * Brings a database to the newest version: the messaging schema first, then the service's own. Several
 * may start at once: one migrates, the others wait and find nothing to do.
 */
export const migrate = async (options: MigrateOptions): Promise<void> => {
  await migrateDirectory(options, MESSAGING, 'messaging_migrations');
  await migrateDirectory(options, options.directory, 'migrations');
};

const migrateDirectory = async (options: MigrateOptions, directory: string, table: string): Promise<void> => {
  try {
    const wrong = readdirSync(directory).find((file) => WRONG_NAME.test(file));
    if (wrong !== undefined) throw new Error(`${wrong} is not named like 0001_orders.sql`);
    // Loaded only here: the services themselves migrate nothing.
    const { runner } = await import('node-pg-migrate');
    await runner({
      databaseUrl: {
        connectionString: options.url,
        connectionTimeoutMillis: 5_000,
        application_name: 'migrate',
      },
      dir: directory,
      direction: 'up',
      migrationsTable: table,
      migrationsSchema: 'migration',
      createMigrationsSchema: true,
      checkOrder: true,
      singleTransaction: false,
      advisoryLockMode: 'wait',
      logger: {
        debug: () => undefined,
        info: (message) => options.log?.debug({ directory }, message),
        warn: (message) => options.log?.warn({ directory }, message),
        error: (message) => options.log?.error({ directory }, message),
      },
    });
  } catch (error) {
    throw new MigrationFailed(directory, error);
  }
};
