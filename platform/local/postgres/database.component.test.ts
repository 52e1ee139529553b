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
    administrator: (database = 'postgres') =>
      new Client({ host: hostname, port: Number(port), user: 'postgres', password, database }),
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

const superuserPassword = () => new URL(server.url).password;

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
  await using superuser = await connected('postgres', superuserPassword(), 'postgres');
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
  await using superuser = await connected('postgres', superuserPassword(), 'postgres');
  const verifiers = async () =>
    (await superuser.client.query('SELECT rolname, rolpassword FROM pg_authid ORDER BY rolname')).rows;
  const before = await verifiers();
  await prepareDatabase(orders);
  assert.deepEqual(await verifiers(), before);
});

test('no password stands in the recorded statements', async () => {
  await prepareDatabase({ ...users, servicePassword: 'seen-by-nobody' });
  await prepareDatabase(users);
  await using superuser = await connected('postgres', superuserPassword(), 'users');
  const { rows } = await superuser.client.query<{ query: string }>('SELECT query FROM pg_stat_statements');
  assert.ok(rows.some(({ query }) => query.includes('ALTER ROLE')));
  assert.ok(!rows.some(({ query }) => /seen-by-nobody|service-secret/.test(query)));
});

test('an administrator who is no superuser, as in the cloud, can do it too, and again', async () => {
  await using superuser = await connected('postgres', superuserPassword(), 'postgres');
  await superuser.client.query(`CREATE ROLE administrator LOGIN CREATEDB CREATEROLE PASSWORD 'secret';
     GRANT pg_monitor, monitor TO administrator WITH ADMIN OPTION`);
  // There the platform itself lets administrators add this extension, and he made the role `monitor`; here both are there already.
  await using template = await connected('postgres', superuserPassword(), 'template1');
  await template.client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  await template.client.end();
  const { hostname, port } = new URL(server.url);
  const payments: DatabaseOptions = {
    ...orders,
    administrator: (database = 'postgres') =>
      new Client({ host: hostname, port: Number(port), user: 'administrator', password: 'secret', database }),
    service: 'payments',
  };
  await prepareDatabase(payments);
  await prepareDatabase({ ...payments, servicePassword: 'rotated' });

  await using owner = await connected('payments_owner', 'owner-secret', 'payments');
  await owner.client.query('CREATE TABLE payment (id int)');
  await using service = await connected('payments', 'rotated', 'payments');
  await service.client.query('INSERT INTO payment VALUES (1)');
  await assert.rejects(service.client.query('DROP TABLE payment'), { code: '42501' });
  await assert.rejects(connected('users', 'service-secret', 'payments'), { code: '42501' });
});
