import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { exporterMetrics } from '@fondaco/contracts/telemetry/exporters';
import { Client } from 'pg';
import { prepareDatabase } from '../postgres/database.ts';
import { superuser } from '../postgres/server.ts';
import { startPostgresForTests } from '../postgres/server-for-tests.ts';
import { findTool } from '../setup/tools.ts';
import { freePort, startUnsupervised } from '../setup/unsupervised.ts';
import { databaseExporter } from './exporter-processes.ts';

let folder: string;
let server: Awaited<ReturnType<typeof startPostgresForTests>>;
let exporter: { readonly url: string; readonly stop: () => Promise<void> };
const database = () => {
  const { hostname: host, port, password } = new URL(server.url);
  return { address: { host, port: Number(port) }, password };
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-postgres-exporter-'));
  server = await startPostgresForTests();
  const { address, password } = database();
  await prepareDatabase({
    administrator: (name) => superuser(address, password, name),
    service: 'orders',
    ownerPassword: 'owner',
    servicePassword: 'service',
    monitorPassword: 'monitor',
  });
  const client = superuser(address, password, 'orders');
  await client.connect();
  await client.query('SET ROLE orders_owner');
  await client.query('CREATE TABLE secret_things (id int)');
  await client.end();
  exporter = await startExporter();
});
after(async () => {
  await exporter?.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const startExporter = async () => {
  const port = await freePort();
  const path = join(folder, 'password');
  await writeFile(path, 'monitor');
  const secret = { path, value: 'monitor' };
  const tool = await findTool('postgres-exporter');
  const spec = databaseExporter(
    {
      addresses: {
        databases: { orders: database().address },
        exporters: { databases: { orders: { host: '127.0.0.1', port } } },
      },
      paths: { data: folder },
      tools: tool === undefined ? {} : { 'postgres-exporter': tool },
      secrets: { databases: { orders: { monitor: secret } } },
    } as unknown as Parameters<typeof databaseExporter>[0],
    'orders',
  );
  assert.ok(spec);
  const { stop } = await startUnsupervised(spec);
  return { url: `http://127.0.0.1:${port}/metrics`, stop };
};

const read = async (): Promise<string> => (await fetch(exporter.url)).text();

test('every metric on the list is there, and every question is answered', async () => {
  await read();
  const text = await read();
  assert.match(text, /^pg_up 1$/m);
  assert.match(text, /^pg_exporter_last_scrape_error 0$/m);
  for (const { name } of Object.values(exporterMetrics.postgres ?? {}))
    assert.match(text, new RegExp(`^${name}[ {]`, 'm'), name);
  assert.match(text, /pg_table_live_rows\{[^}]*table="secret_things"[^}]*\}/);
});

test('the role sees statistics and no rows', async () => {
  const { address } = database();
  const client = new Client({ ...address, user: 'monitor', password: 'monitor', database: 'orders' });
  await client.connect();
  try {
    await assert.rejects(client.query('SELECT * FROM secret_things'), /permission denied/);
    await assert.rejects(client.query('CREATE TABLE mine (id int)'), /permission denied/);
  } finally {
    await client.end();
  }
});

test('no text of a statement is shown: some hold what no metric may', async () => {
  assert.doesNotMatch(await read(), /SELECT|CREATE|SCRAM/);
});

test('a database that is away shows as such', async () => {
  await server.stop();
  await eventually(async () => assert.match(await read(), /^pg_up 0$/m), { within: 20_000 });
});
