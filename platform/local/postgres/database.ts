import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { Address } from '../../addresses.ts';
import { superuser } from './server.ts';

export type DatabaseOptions = {
  readonly address: Address;
  readonly superuserPassword: string;
  /** Names the database and its roles: `orders`, `orders_owner`. */
  readonly service: string;
  readonly ownerPassword: string;
  readonly servicePassword: string;
  readonly monitorPassword: string;
};

/** The role that reads a server's statistics for the metrics, and no rows of anybody. */
export const monitorRole = 'monitor';

/**
 * A service's database with its two roles: `<service>_owner` owns and migrates, `<service>` may read and
 * write rows of whatever the owner makes, and nothing else; `monitor` may see statistics. Can be run again at
 * every start.
 */
export const prepareDatabase = async (options: DatabaseOptions): Promise<void> => {
  const { address, superuserPassword, service } = options;
  const owner = `${service}_owner`;
  await as(superuser(address, superuserPassword), async (client) => {
    await prepareRole(client, owner, options.ownerPassword);
    await prepareRole(client, service, options.servicePassword);
    await prepareRole(client, monitorRole, options.monitorPassword);
    await prepareEmptyDatabase(client, service, owner);
  });
  await as(superuser(address, superuserPassword, service), (client) => grant(client, service, owner));
};

const prepareRole = async (client: Client, role: string, password: string): Promise<void> => {
  const { rows } = await client.query<{ verifier: string | null }>(
    'SELECT rolpassword AS verifier FROM pg_authid WHERE rolname = $1',
    [role],
  );
  const name = escapeIdentifier(role);
  if (rows.length === 0) await client.query(`CREATE ROLE ${name}`);
  await client.query(
    `ALTER ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS`,
  );
  if (isVerifierOf(password, rows[0]?.verifier ?? '')) return;
  // The verifier instead of the password: statements end up in logs and in pg_stat_statements.
  await client.query(
    `ALTER ROLE ${name} PASSWORD ${escapeLiteral(scramVerifier(password, randomBytes(16)))}`,
  );
};

const prepareEmptyDatabase = async (client: Client, database: string, owner: string): Promise<void> => {
  const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  const name = escapeIdentifier(database);
  if (rows.length === 0) await client.query(`CREATE DATABASE ${name} OWNER ${escapeIdentifier(owner)}`);
  await client.query(`ALTER DATABASE ${name} OWNER TO ${escapeIdentifier(owner)}`);
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${name}, ${monitorRole}`);
};

const grant = async (client: Client, service: string, owner: string): Promise<void> => {
  const role = escapeIdentifier(service);
  const defaults = `ALTER DEFAULT PRIVILEGES FOR ROLE ${escapeIdentifier(owner)}`;
  await client.query(`
    BEGIN;
    ALTER SCHEMA public OWNER TO ${escapeIdentifier(owner)};
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO ${role};
    ${defaults} GRANT USAGE ON SCHEMAS TO ${role};
    ${defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role};
    ${defaults} GRANT USAGE ON SEQUENCES TO ${role};
    CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
    GRANT USAGE ON SCHEMA public TO ${monitorRole};
    GRANT pg_monitor TO ${monitorRole};
    COMMIT`);
};

const as = async (client: Client, work: (client: Client) => Promise<void>): Promise<void> => {
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
};

const iterations = 4096;

/** What PostgreSQL itself stores for a password: https://www.postgresql.org/docs/18/catalog-pg-authid.html */
const scramVerifier = (password: string, salt: Buffer): string => {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const sign = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(sign('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${sign('Server Key').toString('base64')}`;
};

const isVerifierOf = (password: string, verifier: string): boolean => {
  const salt = /^SCRAM-SHA-256\$4096:([^$]+)\$/.exec(verifier)?.[1];
  if (salt === undefined) return false;
  const expected = Buffer.from(scramVerifier(password, Buffer.from(salt, 'base64')));
  const actual = Buffer.from(verifier);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
};
