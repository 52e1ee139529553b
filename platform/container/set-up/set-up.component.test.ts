import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Admin } from '@platformatic/kafka';
import { Client } from 'pg';
import { topology } from '../../../topology.ts';
import { startKafkaForTests } from '../../local/kafka/broker-for-tests.ts';
import { kafkaUsers } from '../../local/kafka/wanted.ts';
import { startPostgresForTests } from '../../local/postgres/server-for-tests.ts';
import { prepareSecrets, type Secrets } from '../../local/secrets/secrets.ts';
import { settingName } from './config.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../../..');
const services = Object.keys(topology.services);

let folder: string;
let secrets: Secrets;
let postgres: Awaited<ReturnType<typeof startPostgresForTests>>;
let kafka: Awaited<ReturnType<typeof startKafkaForTests>>;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-set-up-'));
  secrets = await prepareSecrets({ directory: join(folder, 'secrets'), topology });
  postgres = await startPostgresForTests();
  kafka = await startKafkaForTests({ secrets: secrets.kafka });
});
after(async () => {
  await Promise.all([postgres.stop(), kafka.stop()]);
  await rm(folder, { recursive: true });
});

/** One server has all databases here: the job does not mind. */
const environment = (): Record<string, string> => {
  const { host, password } = new URL(postgres.url);
  return {
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_REPLICAS: '1',
    KAFKA_PASSWORD_FILE: secrets.kafka.admin.path,
    ...Object.assign(
      {},
      ...services.map((name) => ({
        [settingName(name, 'DATABASE_URL')]: `postgres://postgres@${host}/postgres`,
        [settingName(name, 'ADMINISTRATOR_PASSWORD')]: password,
        [settingName(name, 'OWNER_PASSWORD_FILE')]: secrets.databases[name]?.owner.path,
        [settingName(name, 'MONITOR_PASSWORD_FILE')]: secrets.databases[name]?.monitor.path,
        [settingName(name, 'PASSWORD_FILE')]: secrets.databases[name]?.service.path,
      })),
      ...kafkaUsers(topology).map((name) => ({
        [settingName(name, 'KAFKA_PASSWORD_FILE')]: secrets.kafka.services[name]?.path,
      })),
    ),
  };
};

const setUp = () =>
  run(process.execPath, ['platform/container/main.mjs', 'set-up'], { cwd: repository, env: environment() });

const asService = async (service: string) => {
  const { host } = new URL(postgres.url);
  const client = new Client({
    connectionString: `postgres://${service}:${secrets.databases[service]?.service.value}@${host}/${service}`,
  });
  await client.connect();
  return client;
};

test('databases are migrated, topics there, and a service reaches both with its own password; again it changes nothing', async () => {
  await setUp();
  await setUp();
  for (const service of services) {
    const client = await asService(service);
    const { rows } = await client.query(
      "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'",
    );
    assert.ok(rows[0].n > 0, service);
    await assert.rejects(client.query('CREATE TABLE mine (id int)'), { code: '42501' });
    await client.end();
  }
  const [host = '', port] = kafka.brokers.split(':');
  const admin = new Admin({
    clientId: 'test',
    bootstrapBrokers: [{ host, port: Number(port) }],
    sasl: {
      mechanism: 'SCRAM-SHA-512',
      username: 'orders',
      password: secrets.kafka.services.orders?.value ?? '',
    },
  });
  const visible = await admin.listTopics();
  assert.ok(visible.includes('orders.order'), visible.join());
  assert.ok(!visible.includes('products.stock'), 'orders neither writes nor reads it');
  await admin.close();
});

test('a setting that is missing is named, and nothing is done', async () => {
  const { ORDERS_PASSWORD_FILE: _, ...rest } = environment();
  const failed = await run(process.execPath, ['platform/container/main.mjs', 'set-up'], {
    cwd: repository,
    env: rest,
  }).catch((error: { code: number; stdout: string }) => error);
  assert.ok('code' in failed);
  assert.equal(failed.code, 78);
  assert.match(failed.stdout, /ORDERS_PASSWORD is missing/);
});
