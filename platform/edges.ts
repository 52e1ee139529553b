import type { Topology } from './topology-types.ts';

/**
 * Who may open a connection to whom, on which port. Derived here once; nftables' rules, Compose's networks and
 * AWS's security groups are rendered from it. What is not here is refused.
 */
export type Edge = {
  /** Part that opens the connection. */
  readonly from: string;
  /** Part that listens. A part with several copies may have itself here: brokers talk to brokers. */
  readonly to: string;
  readonly port: Port;
};

/**
 * A port by its role; each platform gives the numbers. `http:orders` is where the balancer listens for those who
 * call orders, `management` has /metrics and /health, `status` is the same of an nginx.
 */
export type Port =
  | 'https'
  | 'http'
  | `http:${string}`
  | 'management'
  | 'status'
  | 'postgres'
  | 'kafka'
  | 'controller'
  | 'prometheus'
  | 'alertmanager'
  | 'grafana'
  | 'otlp'
  | 'smtp'
  /** Where Kafka shows its own metrics. */
  | 'metrics';

/**
 * `public` has what the outside reaches, `private` what works, `isolated` what keeps data and opens no connection but
 * to its own kind. `outside` is not ours.
 */
export type Subnet = 'public' | 'private' | 'isolated' | 'outside';

export type Part = {
  readonly subnet: Subnet;
  /** Where it listens, whoever may connect. */
  readonly listens: readonly Port[];
};

/** Everybody who comes in from outside: browsers, other programs, the payment provider's webhooks. */
export const INTERNET = 'internet';
/** Runs once before a deployment: roles and migrations of the databases, users, topics and ACLs of the brokers. */
export const SET_UP = 'set-up';
/** The command line, used by somebody who works on the running system. */
export const OPERATOR = 'operator';
export const GATEWAY = 'gateway';
export const BALANCER = 'balancer';
export const KAFKA = 'kafka';
export const PROMETHEUS = 'prometheus';
export const ALERTMANAGER = 'alertmanager';
export const GRAFANA = 'grafana';
/** Asks the brokers how far every consumer group is behind. */
export const LAG_EXPORTER = 'lag-exporter';
/** Shows what nginx has written down, which it reads where nginx runs. */
export const ACCESS_LOG_EXPORTER = 'access-log-exporter';
/** Shows disks and memory of the machine that it runs on. */
export const MACHINE_EXPORTER = 'machine-exporter';
/** Asks the gateway what anybody outside may ask it. */
export const PROBE_EXPORTER = 'probe-exporter';
/** Takes spans by OTLP over HTTP. */
export const TRACE_COLLECTOR = 'trace-collector';

export const databaseOf = (service: string): string => `postgres-${service}`;

/** What shows the metrics of something else: of a database, of an nginx. */
export const exporterOf = (part: string): string => `${part}-exporter`;

/** Everything that can open or take a connection, by name. A name stands for all copies of the part. */
export const partsOf = (topology: Topology): Readonly<Record<string, Part>> => {
  const withDatabase = Object.entries(topology.services).filter(([, { database }]) => database);
  return {
    [INTERNET]: { subnet: 'outside', listens: [] },
    ...byName(Object.keys(topology.egress ?? {}), (name) => ({
      subnet: 'outside',
      listens: topology.egress?.[name] ? [topology.egress[name].speaks] : [],
    })),
    [GATEWAY]: { subnet: 'public', listens: ['https', 'http', 'status'] },
    [BALANCER]: {
      subnet: 'private',
      listens: [...Object.keys(topology.services).map(balanced), 'status'],
    },
    ...byName([...Object.keys(topology.services), ...Object.keys(topology.edge)], () => ({
      subnet: 'private',
      listens: ['http', 'management'],
    })),
    [SET_UP]: { subnet: 'private', listens: [] },
    [OPERATOR]: { subnet: 'private', listens: [] },
    [PROMETHEUS]: { subnet: 'private', listens: ['prometheus'] },
    [ALERTMANAGER]: { subnet: 'private', listens: ['alertmanager'] },
    [GRAFANA]: { subnet: 'private', listens: ['grafana'] },
    [TRACE_COLLECTOR]: { subnet: 'private', listens: ['otlp'] },
    ...byName(
      withDatabase.map(([service]) => databaseOf(service)),
      () => ({ subnet: 'isolated', listens: ['postgres'] }),
    ),
    [KAFKA]: { subnet: 'isolated', listens: ['kafka', 'controller', 'metrics'] },
    ...byName(
      [
        LAG_EXPORTER,
        ACCESS_LOG_EXPORTER,
        MACHINE_EXPORTER,
        PROBE_EXPORTER,
        ...[GATEWAY, BALANCER, ...withDatabase.map(([service]) => databaseOf(service))].map(exporterOf),
      ],
      () => ({ subnet: 'private', listens: ['management'] }),
    ),
  };
};

/** Every connection that may be opened, each once. */
export const edgesOf = (topology: Topology): readonly Edge[] => {
  const services = Object.entries(topology.services);
  const frontends = Object.entries(topology.edge);
  return [
    edge(INTERNET, GATEWAY, 'https'),
    edge(INTERNET, GATEWAY, 'http'),
    ...frontends.map(([name]) => edge(GATEWAY, name, 'http')),
    ...publicServices(topology).map((name) => edge(GATEWAY, name, 'http')),

    ...[...services, ...frontends].flatMap(([name, { calls }]) =>
      calls.map((callee) => edge(name, BALANCER, balanced(callee))),
    ),
    ...services
      .filter(([, { operator }]) => operator)
      .map(([name]) => edge(OPERATOR, BALANCER, balanced(name))),
    ...services.map(([name]) => edge(BALANCER, name, 'http')),

    ...services
      .filter(([, { database }]) => database)
      .flatMap(([name]) => [name, SET_UP].map((from) => edge(from, databaseOf(name), 'postgres'))),
    ...messagingServices(topology).map((name) => edge(name, KAFKA, 'kafka')),
    edge(SET_UP, KAFKA, 'kafka'),
    edge(KAFKA, KAFKA, 'kafka'),
    edge(KAFKA, KAFKA, 'controller'),

    ...[...services, ...frontends].flatMap(([name]) => [
      edge(PROMETHEUS, name, 'management'),
      edge(name, TRACE_COLLECTOR, 'otlp'),
    ]),
    edge(PROMETHEUS, ALERTMANAGER, 'alertmanager'),
    edge(PROMETHEUS, KAFKA, 'metrics'),
    ...[LAG_EXPORTER, ACCESS_LOG_EXPORTER, MACHINE_EXPORTER, PROBE_EXPORTER].map((exporter) =>
      edge(PROMETHEUS, exporter, 'management'),
    ),
    edge(LAG_EXPORTER, KAFKA, 'kafka'),
    edge(PROBE_EXPORTER, GATEWAY, 'https'),
    ...[GATEWAY, BALANCER].flatMap((part) => [
      edge(PROMETHEUS, exporterOf(part), 'management'),
      edge(exporterOf(part), part, 'status'),
    ]),
    ...services
      .filter(([, { database }]) => database)
      .flatMap(([name]) => [
        edge(PROMETHEUS, exporterOf(databaseOf(name)), 'management'),
        edge(exporterOf(databaseOf(name)), databaseOf(name), 'postgres'),
      ]),
    edge(GRAFANA, PROMETHEUS, 'prometheus'),
    ...frontends.filter(([, { observes }]) => observes).map(([name]) => edge(name, PROMETHEUS, 'prometheus')),

    ...Object.entries(topology.egress ?? {}).flatMap(([to, { from, speaks }]) =>
      from.map((name) => edge(name, to, speaks)),
    ),
  ];
};

/** The services that the gateway itself passes requests on to. */
export const publicServices = ({ services }: Topology): readonly string[] =>
  Object.entries(services)
    .filter(([, { publicApi, webhooks, media }]) => publicApi.length > 0 || webhooks || media)
    .map(([name]) => name);

/** The services that write topics or read them. */
export const messagingServices = ({ services, topics, consumers }: Topology): readonly string[] =>
  Object.keys(services).filter(
    (name) =>
      Object.values(topics).some(({ owner }) => owner === name) ||
      Object.values(consumers).some(({ service }) => service === name),
  );

const edge = (from: string, to: string, port: Port): Edge => ({ from, to, port });

const balanced = (service: string): Port => `http:${service}`;

const byName = (names: readonly string[], part: (name: string) => Part): Record<string, Part> =>
  Object.fromEntries(names.map((name) => [name, part(name)]));
