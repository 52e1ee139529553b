import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServiceTokenSigner } from '@fondaco/chassis/service';
import { type TestDatabase, testDatabase, testKafka } from '@fondaco/chassis/testing';
import { instancePaths } from '../../../platform/local/instance/paths.ts';
import { defaultPort } from '../../../platform/local/instance/ports.ts';
import { startKafkaForTests } from '../../../platform/local/kafka/broker-for-tests.ts';
import { startPostgresForTests } from '../../../platform/local/postgres/server-for-tests.ts';
import { sharedBuffersOf } from '../../../platform/local/run-plan/database-process.ts';
import { buildLocalPrograms } from '../../../platform/local/run-plan/local-programs.ts';
import { serviceProcess } from '../../../platform/local/run-plan/service-process.ts';
import { requireTools } from '../../../platform/local/setup/system-packages.ts';
import { freePort, startUnsupervised } from '../../../platform/local/setup/unsupervised.ts';
import { topology } from '../../../topology.ts';
import { repository } from '../../system/system.ts';
import { execute } from './execute.ts';

const SERVICE = 'products';
const paths = instancePaths(repository, defaultPort);
const MIGRATIONS = join(repository, 'services/products/migrations');

/** Products with a catalogue of its own, started as the platform starts it, and nobody beside it. */
export type Shop = {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly pid: number;
  readonly database: TestDatabase;
  /** A token of the operator's. */
  token(): Promise<string>;
};

export type Shops = {
  /** A shop without any product. */
  open(): Promise<Shop>;
  /** A database as a shop has it, on the same server. */
  database(): Promise<TestDatabase>;
  /** Resolves when all that was written so far is in the database's files. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
};

/** A PostgreSQL server and a broker as the platform runs them, `fsync` and all, for the shops on them. */
export const startShops = async (report: (line: string) => void): Promise<Shops> => {
  await requireTools(['java', 'mvn'], { report });
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-bench-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    // One that is gone already, as after Ctrl-C, keeps no other from being cleared away.
    for (const end of closing.splice(0).reverse()) await end().catch(() => undefined);
  };
  // All that was started hears it too, and whatever is being measured fails: then everything is cleared away.
  process.once('SIGINT', () => report('stopping'));
  try {
    await buildLocalPrograms(paths);
    const server = await startPostgresForTests({ sharedBuffers: sharedBuffersOf('products') });
    closing.push(server.stop);
    const broker = await startKafkaForTests();
    closing.push(broker.stop);
    process.env.TEST_POSTGRES_URL = server.url;
    process.env.TEST_KAFKA_BROKERS = broker.brokers;
    const database = async (): Promise<TestDatabase> => {
      const made = await testDatabase(MIGRATIONS);
      closing.push(made.db.close);
      return made;
    };
    const operator = generateKeyPairSync('ed25519');
    const sign = createServiceTokenSigner({
      service: 'operator',
      key: operator.privateKey.export({ format: 'jwk' }),
    });
    const open = async (): Promise<Shop> => {
      const kafka = await testKafka(Object.keys(topology.topics));
      closing.push(kafka.close);
      const its = await database();
      const [port, management] = [await freePort(), await freePort()];
      const address = (of: number) => ({ host: '127.0.0.1', port: of });
      const spec = serviceProcess({
        paths,
        part: SERVICE,
        replica: { name: 'products-1', http: address(port), management: address(management) },
        environment: {
          LOG_LEVEL: 'warn',
          INSTANCE: 'products-1',
          HTTP_PORT: String(port),
          MANAGEMENT_PORT: String(management),
          USERS_URL: 'http://127.0.0.1:1',
          CALLERS: JSON.stringify({ operator: operator.publicKey.export({ format: 'jwk' }) }),
          DATABASE_URL: its.url,
          KAFKA_BROKERS: kafka.brokers.join(','),
          KAFKA_NAMESPACE: kafka.namespace,
          CONSUMER_GROUPS: '{"products.reservations":{"topics":["orders.order"],"start":"earliest"}}',
          IMAGE_STORAGE: 'folder',
          IMAGE_FOLDER: join(folder, String(port)),
        },
      });
      const { child, stop } = await startUnsupervised(spec);
      closing.push(stop);
      return {
        url: `http://127.0.0.1:${port}`,
        pid: child.pid ?? 0,
        database: its,
        token: () => sign(SERVICE),
      };
    };
    return { open, database, checkpoint: () => execute(server.url, 'checkpoint'), close };
  } catch (error) {
    await close();
    throw error;
  }
};
