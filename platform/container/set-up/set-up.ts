import { join } from 'node:path';
import { migrate } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import { Client } from 'pg';
import type { AdminOptions, KafkaLogin } from '../../local/kafka/admin.ts';
import { applyKafkaTopology } from '../../local/kafka/apply.ts';
import { prepareDatabase } from '../../local/postgres/database.ts';
import type { Topology } from '../../topology-types.ts';
import { type Config, type DatabaseConfig, withUser } from './config.ts';

/**
 * What has to be done before a new version of the services starts: roles and migrations of every database; users, topics,
 * ACLs and first offsets of the brokers. Whatever is as it should be stays as it is, so that it can be run at any time.
 */
export const setUp = async (options: {
  readonly topology: Topology;
  readonly config: Config;
  /** The folder with the services, for their migrations. */
  readonly services: string;
  readonly log: Log;
}): Promise<void> => {
  const { topology, config, services, log } = options;
  const { kafka, kafkaPasswords } = config;
  // One after the other: those on one server, where there are such, share the role `monitor`.
  for (const [service, database] of Object.entries(config.databases)) await prepare(service, database);
  await Promise.all([
    ...Object.entries(config.databases).map(async ([service, { url, ownerPassword }]) => {
      await migrate({
        url: withUser(url, ownerPassword, `${service}_owner`, service),
        directory: join(services, service, 'migrations'),
        log,
      });
      log.info({ database: service }, 'database prepared');
    }),
    applyKafkaTopology({
      admin: await adminOptions(config),
      topology,
      brokers: kafka.KAFKA_REPLICAS,
      passwords: kafka.KAFKA_LOGIN === 'iam' ? 'elsewhere' : kafkaPasswords,
    }).then(() => log.info('brokers prepared')),
  ]);
};

const prepare = (
  service: string,
  { url, ownerPassword, servicePassword, monitorPassword }: DatabaseConfig,
): Promise<void> =>
  prepareDatabase({
    administrator: (database) => administrator(url, database),
    service,
    ownerPassword,
    servicePassword,
    monitorPassword,
  });

const administrator = (url: string, database?: string): Client => {
  const { password } = new URL(url);
  const client = new Client({
    connectionString:
      database === undefined ? url : withUser(url, decodeURIComponent(password), undefined, database),
    connectionTimeoutMillis: 5_000,
    application_name: 'set-up',
  });
  // Without a listener a connection that dies between two queries ends the process; the next query reports it.
  client.on('error', () => undefined);
  return client;
};

const adminOptions = async ({ kafka }: Config): Promise<AdminOptions> => ({
  brokers: kafka.KAFKA_BROKERS.map((broker) => {
    const end = broker.lastIndexOf(':');
    return { host: broker.slice(0, end), port: Number(broker.slice(end + 1)) };
  }),
  login: await loginOf(kafka),
  tls: kafka.KAFKA_TLS,
});

const loginOf = async (kafka: Config['kafka']): Promise<KafkaLogin> => {
  if (kafka.KAFKA_LOGIN === 'scram')
    return { username: kafka.KAFKA_USERNAME, password: kafka.KAFKA_PASSWORD ?? '' };
  // Loaded only here: nobody else needs Amazon's SDK.
  const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
  const region = kafka.KAFKA_REGION ?? '';
  return { token: async () => (await generateAuthToken({ region })).token };
};
