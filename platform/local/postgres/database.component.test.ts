import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from 'pg';
import { type DatabaseOptions, prepareDatabase } from './database.ts';
import { startPostgresForTests } from './server-for-tests.ts';

let server: { url: string; stop: () => Promise<void> };
let orders: DatabaseOptions;
let users: DatabaseOptions;

before(async () => {
  server = await startPostgresForTests();
  const { hostname, port, password } = new URL(server.url);
  const common = {
    address: { host: hostname, port: Number(port) },
    superuserPassword: password,
    ownerPassword: 'owner-secret',
    servicePassword: 'service-secret',
    monitorPassword: 'monitor-secret',
  };
  orders = { ...common, service: 'orders' };
  users = { ...common, service: 'users' };
  await prepareDatabase(orders);
  await prepareDatabase(users);
  await using owner = await connected('orders_owner', 'owner-secret', 'orders');
  await owner.client.query(`
    CREATE TABLE "order" (id bigint GENERATED ALWAYS AS IDENTITY, note text);
    CREATE SCHEMA messaging;
    CREATE TABLE messaging.outbox (id bigserial, note text);`);
});

after(() => server.stop());

const connected = async (user: string, password: string, database: string) => {
  const { hostname, port } = new URL(server.url);
  const client = new Client({ host: hostname, port: Number(port), user, password, database });
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
};

test('a service reads and writes the rows of what the owner made, in schemas made later too', async () => {
  await using service = await connected('orders', 'service-secret', 'orders');
  for (const table of ['"order"', 'messaging.outbox']) {
    await service.client.query(`INSERT INTO ${table} (note) VALUES ('first')`);
    await service.client.query(`UPDATE ${table} SET note = 'second'`);
    const { rows } = await service.client.query(`SELECT note FROM ${table}`);
    assert.deepEqual(rows, [{ note: 'second' }]);
    await service.client.query(`DELETE FROM ${table}`);
  }
});

test('a service makes, changes and empties no table', async () => {
  await using service = await connected('orders', 'service-secret', 'orders');
  for (const statement of [
    'CREATE TABLE mine (id int)',
    'CREATE SCHEMA mine',
    'CREATE TABLE messaging.mine (id int)',
    'ALTER TABLE "order" ADD COLUMN mine int',
    'TRUNCATE "order"',
    'DROP TABLE "order"',
  ]) {
    await assert.rejects(service.client.query(statement), { code: '42501' }, statement);
  }
});

test("nobody enters another service's database", async () => {
  await assert.rejects(connected('users', 'service-secret', 'orders'), { code: '42501' });
  await assert.rejects(connected('users_owner', 'owner-secret', 'orders'), { code: '42501' });
});

test('neither role is more than it has to be', async () => {
  await using superuser = await connected('postgres', orders.superuserPassword, 'postgres');
  const { rows } = await superuser.client.query(
    `SELECT rolname FROM pg_roles WHERE rolname ~ '^(orders|users)'
       AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)`,
  );
  assert.deepEqual(rows, []);
});

test('a wrong password is refused; a new one is taken over and nothing is lost', async () => {
  await assert.rejects(connected('orders', 'guess', 'orders'), { code: '28P01' });
  await using owner = await connected('orders_owner', 'owner-secret', 'orders');
  await owner.client.query(`INSERT INTO "order" (note) VALUES ('kept')`);
  await prepareDatabase({ ...orders, servicePassword: 'rotated' });
  await assert.rejects(connected('orders', 'service-secret', 'orders'), { code: '28P01' });
  await using service = await connected('orders', 'rotated', 'orders');
  assert.deepEqual((await service.client.query('SELECT note FROM "order"')).rows, [{ note: 'kept' }]);
  await prepareDatabase(orders);
});

test('preparing again changes no stored password', async () => {
  await using superuser = await connected('postgres', orders.superuserPassword, 'postgres');
  const verifiers = async () =>
    (await superuser.client.query('SELECT rolname, rolpassword FROM pg_authid ORDER BY rolname')).rows;
  const before = await verifiers();
  await prepareDatabase(orders);
  assert.deepEqual(await verifiers(), before);
});

test('no password stands in the recorded statements', async () => {
  await prepareDatabase({ ...users, servicePassword: 'seen-by-nobody' });
  await prepareDatabase(users);
  await using superuser = await connected('postgres', orders.superuserPassword, 'users');
  const { rows } = await superuser.client.query<{ query: string }>('SELECT query FROM pg_stat_statements');
  assert.ok(rows.some(({ query }) => query.includes('ALTER ROLE')));
  assert.ok(!rows.some(({ query }) => /seen-by-nobody|service-secret/.test(query)));
});
