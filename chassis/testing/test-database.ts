import { randomBytes } from 'node:crypto';
import { Registry } from '@prometheus-io/client';
import pg from 'pg';
import { createDatabase, type Database, migrate } from '../postgres/index.ts';
import { requiredSetting } from './required-setting.ts';
import { silentLog } from './silent-log.ts';

export type TestDatabase = {
  readonly db: Database;
  /** As the service's own role, which may read and write but not change tables. */
  readonly url: string;
  /** As the role that owns the tables. */
  readonly ownerUrl: string;
  close(): Promise<void>;
};

/**
 * A fresh database on the server of TEST_POSTGRES_URL (a superuser's), with the same two roles that a real
 * one has, migrated from `migrationsDirectory`.
 */
export const testDatabase = async (migrationsDirectory: string): Promise<TestDatabase> => {
  const serverUrl = requiredSetting('TEST_POSTGRES_URL');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const owner = `${name}_owner`;
  const password = randomBytes(12).toString('hex');
  const url = databaseUrl(serverUrl, name, name, password);
  const ownerUrl = databaseUrl(serverUrl, name, owner, password);

  await asSuperuser(serverUrl, [
    `CREATE ROLE ${owner} LOGIN PASSWORD '${password}'`,
    `CREATE ROLE ${name} LOGIN PASSWORD '${password}'`,
    `CREATE DATABASE ${name} OWNER ${owner}`,
  ]);
  await asSuperuser(ownerUrl, [
    `ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO ${name}`,
    `ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${name}`,
    `ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO ${name}`,
  ]);
  await migrate({ url: ownerUrl, directory: migrationsDirectory });

  const db = createDatabase({
    url,
    poolSize: 10,
    applicationName: name,
    metrics: new Registry(),
    log: silentLog(),
  });
  return {
    db,
    url,
    ownerUrl,
    close: async () => {
      await db.close();
      await asSuperuser(serverUrl, [
        `DROP DATABASE ${name} WITH (FORCE)`,
        `DROP ROLE ${name}`,
        `DROP ROLE ${owner}`,
      ]);
    },
  };
};

const databaseUrl = (serverUrl: string, database: string, user: string, password: string): string => {
  const url = new URL(serverUrl);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
};

const asSuperuser = async (url: string, statements: readonly string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};
