import { databaseOf, KAFKA } from '../edges.ts';
import { sharedBuffersOf } from '../local/run-plan/database-process.ts';
import type { Topology } from '../topology-types.ts';
import { brokerNames, composeAddresses, METRICS_PORT } from './addresses.ts';
import { type Container, hardened, healthy } from './container.ts';
import { images } from './images.ts';
import { networksOf } from './networks.ts';
import { mountedSecrets, SECRETS } from './secrets.ts';

/** Where the image of PostgreSQL 18 keeps its data. */
const POSTGRES_VOLUME = '/var/lib/postgresql';

/** A PostgreSQL for each service that has one, set as the local ones are. */
export const databaseContainers = (topology: Topology) =>
  Object.fromEntries(
    Object.entries(composeAddresses(topology).databases).map(([service, { host }]) => [
      host,
      postgres(topology, service),
    ]),
  );

const postgres = (topology: Topology, service: string) => {
  const superuser = mountedSecrets(topology).databases[service]?.superuser.path ?? '';
  const large = sharedBuffersOf(service) !== '32MB';
  return hardened(
    {
      image: images.postgres,
      user: '999:999',
      command: ['postgres', ...settings(service).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      environment: {
        POSTGRES_PASSWORD_FILE: superuser,
        POSTGRES_HOST_AUTH_METHOD: 'scram-sha-256',
        POSTGRES_INITDB_ARGS:
          '--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --data-checksums --wal-segsize=1',
      },
      secrets: [`${service}.postgres-superuser`],
      volumes: [`${databaseOf(service)}:${POSTGRES_VOLUME}`],
      tmpfs: ['/var/run/postgresql:uid=999,gid=999,mode=0775,size=1m', '/tmp:mode=1777,size=64m'],
      networks: networksOf(topology, databaseOf(service)),
      // By TCP: while its data is made it listens on a socket alone.
      healthcheck: healthy(['pg_isready', '--quiet', '--host=127.0.0.1', '--username=postgres']),
      // Fast shutdown: SIGTERM would wait for every client to leave.
      stop_signal: 'SIGINT',
      stop_grace_period: '30s',
    },
    { cpus: 2, memory: large ? '2048M' : '320M' },
  );
};

const settings = (service: string) =>
  Object.entries({
    max_connections: '100',
    shared_buffers: sharedBuffersOf(service),
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    fsync: 'on',
    synchronous_commit: 'on',
    jit: 'off',
    shared_preload_libraries: 'pg_stat_statements',
    log_line_prefix: '%m [%p] %q%u@%d ',
    client_connection_check_interval: '5s',
  });

const KAFKA_HOME = '/opt/kafka';
const KAFKA_VOLUME = '/var/lib/kafka/data';

/** Where a broker's storage is below its volume; it is made there under another name first. */
export const KAFKA_DATA = `${KAFKA_VOLUME}/log`;

/**
 * Three brokers, each a controller too. Their settings hold passwords and are a secret each; so are the arguments with
 * which the storage is made, with the two users that there must be before the first connection.
 */
export const brokerContainers = (topology: Topology) =>
  Object.fromEntries(brokerNames.map((name) => [name, broker(topology, name)]));

const broker = (topology: Topology, name: string) => {
  const container: Container = {
    image: images.kafka,
    build: { context: '../..', dockerfile: 'Containerfile', target: 'kafka' },
    user: '1000:1000',
    entrypoint: ['bash', '-c'],
    command: [
      `${KAFKA_HOME}/bin/kafka-storage.sh @${SECRETS}/${name}.format && ` +
        `KAFKA_OPTS=-javaagent:/opt/jmx/agent.jar=${METRICS_PORT}:/opt/jmx/exporter.yml exec ${KAFKA_HOME}/bin/kafka-server-start.sh ${SECRETS}/${name}.properties`,
    ],
    environment: {
      KAFKA_HEAP_OPTS: '-Xms128m -Xmx256m',
      KAFKA_LOG4J_OPTS: '-Dlog4j2.configurationFile=/etc/fondaco/log4j2.xml',
      LOG_DIR: '/tmp',
      // Without a log of collections, which would fill the folder.
      EXTRA_ARGS: '-name kafkaServer',
    },
    secrets: [`${name}.format`, `${name}.properties`],
    configs: [{ source: 'kafka-log4j2.xml', target: '/etc/fondaco/log4j2.xml' }],
    volumes: [`${name}:${KAFKA_VOLUME}`],
    // Codecs of compressed records unpack code there, and run it.
    tmpfs: ['/tmp:mode=1777,size=64m,exec'],
    networks: networksOf(topology, KAFKA),
    healthcheck: healthy(['bash', '-c', `exec 3<>/dev/tcp/${name}/9092`], 60),
    stop_grace_period: '30s',
  };
  return hardened(container, { cpus: 1, memory: '640M' });
};
