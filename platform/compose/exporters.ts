import {
  ACCESS_LOG_EXPORTER,
  BALANCER,
  databaseOf,
  exporterOf,
  GATEWAY,
  MACHINE_EXPORTER,
  PROBE_EXPORTER,
} from '../edges.ts';
import { monitorRole } from '../local/postgres/database.ts';
import { machineArguments } from '../local/run-plan/exporter-processes.ts';
import { renderProbes } from '../observability/prometheus/probes.ts';
import type { Topology } from '../topology-types.ts';
import { composeAddresses, MANAGEMENT_PORT, STATUS_PORT } from './addresses.ts';
import { type Container, hardened, healthy } from './container.ts';
import { images } from './images.ts';
import { networksOf } from './networks.ts';
import { ACCESS_LOGS, accessLogOf } from './nginx.ts';
import { mountedSecrets, SECRETS } from './secrets.ts';
import { publicOrigin } from './services.ts';

/** It asks the gateway by its container's name, for the shop that browsers call localhost. */
export const probeConfiguration = (): string =>
  renderProbes({ publicOrigin, authority: `${SECRETS}/authority.crt` });

/** The built-in collectors of its version; what is asked for instead is in queries.yml, as everywhere. */
export const postgresExporterArguments = (queries: string): readonly string[] => [
  `--web.listen-address=:${MANAGEMENT_PORT}`,
  '--disable-default-metrics',
  '--disable-settings-metrics',
  ...[
    ...['database', 'locks', 'replication', 'replication_slot', 'roles', 'stat_bgwriter', 'stat_database'],
    ...['stat_user_tables', 'statio_user_tables', 'wal'],
  ].map((collector) => `--no-collector.${collector}`),
  `--extend.query-path=${queries}`,
];

/** What `pg_up` and the queries are read by: as `monitor`, who sees statistics and no rows. */
export const postgresExporterSource = (host: string, service: string, ssl: string) => ({
  DATA_SOURCE_USER: monitorRole,
  DATA_SOURCE_URI: `${host}:5432/${service}?${ssl}&connect_timeout=2&statement_timeout=2000&application_name=exporter`,
});

/** What shows the metrics of databases, of nginx, of the machine, and of what somebody outside is answered. */
export const exporterContainers = (topology: Topology) => {
  const exporter = (name: string, container: Omit<Container, 'networks'>, memory: `${number}M` = '64M') =>
    hardened({ ...container, networks: networksOf(topology, name) }, { cpus: 0.25, memory });
  // These images have a shell's tools; of nginx's exporter nothing can be run but itself.
  const asked = healthy(['wget', '-qO', '/dev/null', `http://127.0.0.1:${MANAGEMENT_PORT}/`], 10);
  const { databases } = composeAddresses(topology);
  return {
    ...Object.fromEntries(
      Object.entries(databases).map(([service, { host }]) => [
        exporterOf(databaseOf(service)),
        exporter(exporterOf(databaseOf(service)), {
          image: images.postgresExporter,
          user: '65534:65534',
          command: postgresExporterArguments('/etc/fondaco/queries.yml'),
          environment: {
            ...postgresExporterSource(host, service, 'sslmode=disable'),
            DATA_SOURCE_PASS_FILE: mountedSecrets(topology).databases[service]?.monitor.path ?? '',
          },
          secrets: [`${service}.postgres-monitor`],
          configs: [{ source: 'queries.yml', target: '/etc/fondaco/queries.yml' }],
          healthcheck: asked,
        }),
      ]),
    ),
    ...Object.fromEntries(
      [GATEWAY, BALANCER].map((server) => [
        exporterOf(server),
        exporter(exporterOf(server), {
          image: images.nginxExporter,
          user: '65534:65534',
          command: [
            `--nginx.scrape-uri=http://${server}:${STATUS_PORT}/status`,
            `--web.listen-address=:${MANAGEMENT_PORT}`,
          ],
        }),
      ]),
    ),
    [ACCESS_LOG_EXPORTER]: exporter(
      ACCESS_LOG_EXPORTER,
      {
        image: images.accessLogExporter,
        build: { context: '../..', dockerfile: 'Containerfile', target: 'access-log-exporter' },
        command: accessLogArguments([GATEWAY, BALANCER].map(accessLogOf)),
        // nginx's own: it may cut off what has been read.
        user: '101:101',
        tmpfs: ['/tmp:mode=1777,size=16m'],
        volumes: [`access-logs:${ACCESS_LOGS}`],
        healthcheck: healthy(
          [
            'node',
            '-e',
            `fetch('http://127.0.0.1:${MANAGEMENT_PORT}/metrics').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`,
          ],
          10,
        ),
      },
      '128M',
    ),
    // Its root file system is on the disk where the engine keeps images and volumes; memory is the machine's in any container.
    [MACHINE_EXPORTER]: exporter(MACHINE_EXPORTER, {
      image: images.nodeExporter,
      user: '65534:65534',
      command: [`--web.listen-address=:${MANAGEMENT_PORT}`, ...machineArguments],
      healthcheck: asked,
    }),
    [PROBE_EXPORTER]: exporter(PROBE_EXPORTER, {
      image: images.blackboxExporter,
      user: '65534:65534',
      command: [`--web.listen-address=:${MANAGEMENT_PORT}`, '--config.file=/etc/fondaco/probes.yml'],
      secrets: ['authority.crt'],
      configs: [{ source: 'probes.yml', target: '/etc/fondaco/probes.yml' }],
      healthcheck: asked,
    }),
  };
};

/** Of mtail, as the image has it. */
export const accessLogArguments = (
  logs: readonly string[],
  port: number = MANAGEMENT_PORT,
): readonly string[] => [
  '-address=0.0.0.0',
  `-port=${port}`,
  '-progs=/etc/fondaco/access-logs',
  ...logs.map((path) => `-logs=${path}`),
  '-emit_prog_label=false',
  '-poll_interval=1s',
  '-poll_log_interval=10s',
  '-logtostderr',
];
