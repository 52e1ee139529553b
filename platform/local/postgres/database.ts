import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';

export type DatabaseOptions = {
  /**
   * A connection, not yet opened, of somebody who may make roles and databases: the superuser, or one with CREATEROLE and
   * CREATEDB where nobody is given more.
   */
  readonly administrator: (database?: string) => Client;
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
  const { administrator, service } = options;
  const owner = `${service}_owner`;
  await as(administrator(), async (client) => {
    const privileged = await isSuperuser(client);
    await prepareRole(client, owner, { password: options.ownerPassword, privileged });
    await prepareRole(client, service, { password: options.servicePassword, privileged });
    await prepareRole(client, monitorRole, { password: options.monitorPassword, privileged });
    // Only its members may give a role something, or act in its place.
    if (!privileged) await client.query(`GRANT ${escapeIdentifier(owner)} TO CURRENT_USER`);
    await prepareEmptyDatabase(client, service, owner);
  });
  await as(administrator(service), (client) => grant(client, service, owner));
};

const isSuperuser = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ rolsuper: boolean }>(
    'SELECT rolsuper FROM pg_roles WHERE rolname = current_user',
  );
  return rows[0]?.rolsuper ?? false;
};

const prepareRole = async (
  client: Client,
  role: string,
  { password, privileged }: { readonly password: string; readonly privileged: boolean },
): Promise<void> => {
  // Only a superuser can see what is stored; whoever cannot stores it anew each time, which disturbs nobody.
  const { rows } = await client.query<{ verifier: string | null }>(
    `SELECT ${privileged ? 'rolpassword' : 'NULL'} AS verifier
       FROM ${privileged ? 'pg_authid' : 'pg_roles'} WHERE rolname = $1`,
    [role],
  );
  const name = escapeIdentifier(role);
  if (rows.length === 0) await client.query(`CREATE ROLE ${name}`);
  // What only superusers may change nobody else can have given it.
  await client.query(
    `ALTER ROLE ${name} LOGIN NOCREATEDB NOCREATEROLE ${privileged ? 'NOSUPERUSER NOREPLICATION NOBYPASSRLS' : ''}`,
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
