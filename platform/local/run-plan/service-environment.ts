import { join } from 'node:path';
import type { Address, Replica } from '../../addresses.ts';
import { systemOf } from '../../system-of.ts';
import type { Topology } from '../../topology-types.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { LocalAddresses } from '../instance/ports.ts';
import type { PublicJwk, Secrets } from '../secrets/secrets.ts';
import { SCRAPE_INTERVAL_SECONDS } from './scraping.ts';
import { usesBrokers } from './selection.ts';
import { paymentOrigin } from './stand-in-process.ts';

type Context = {
  readonly topology: Topology;
  readonly addresses: LocalAddresses;
  readonly secrets: Secrets;
  readonly paths: Pick<InstancePaths, 'data' | 'root'>;
  /** What browsers call the shop. */
  readonly publicOrigin: string;
};
type Environment = Record<string, string>;

/** The file with a service's database URL, which holds its password. */
export const databaseUrlFile = (secrets: Secrets, service: string) =>
  `${secrets.directory}/${service}.database-url`;

/** The settings of a service's replica. Secrets are given as files. */
export const serviceEnvironment = (context: Context, service: string, replica: Replica): Environment => {
  const { topology, addresses, secrets } = context;
  return {
    ...everyProcess(replica),
    ...callees(context, topology.services[service]?.calls ?? []),
    ...urlOf('users', addresses),
    ...keyOf(secrets, service),
    CALLERS: JSON.stringify(callersOf(context, service)),
    ...(topology.services[service]?.database ? { DATABASE_URL_FILE: databaseUrlFile(secrets, service) } : {}),
    ...(usesBrokers(topology, service) ? brokerAccess(context, service) : {}),
    ...own(context)[service],
  };
};

/** What one service alone is told. */
const own = ({
  addresses,
  secrets,
  paths,
  publicOrigin,
}: Context): Readonly<Record<string, Environment>> => ({
  // Only users makes tokens.
  users: { SIGNING_KEY_SECRET_FILE: secrets.signingKeySecret.path },
  payments: {
    PUBLIC_ORIGIN: publicOrigin,
    PAYMENT_PROVIDER: 'sandbox',
    SANDBOX_URL: `http://${text(addresses.paymentSandbox.api)}`,
    SANDBOX_SECRET_KEY_FILE: secrets.paymentSandbox.secretKey.path,
    SANDBOX_WEBHOOK_SECRET_FILE: secrets.paymentSandbox.webhookSecret.path,
  },
  // All replicas have the same folder.
  products: { IMAGE_STORAGE: 'folder', IMAGE_FOLDER: join(paths.data, 'images') },
  notifications: {
    PUBLIC_ORIGIN: publicOrigin,
    SMTP_URL: `smtp://${text(addresses.mailCatcher.smtp)}`,
    MAIL_FROM: 'Fondaco <shop@fondaco.example>',
  },
});

/** The settings of a BFF's replica. */
export const edgeEnvironment = (context: Context, edge: string, replica: Replica): Environment => {
  const { topology, addresses, secrets, publicOrigin } = context;
  const session = secrets.sessionSecrets[edge];
  return {
    ...everyProcess(replica),
    ...callees(context, topology.edge[edge]?.calls ?? []),
    ...keyOf(secrets, edge),
    PUBLIC_ORIGIN: publicOrigin,
    PAYMENT_TOKEN_URL: `${paymentOrigin(addresses)}/v1/card-tokens`,
    ...(session ? { SESSION_SECRET_FILE: session.path } : {}),
    ...(topology.edge[edge]?.observes ? observation(context) : {}),
  };
};

/** What it takes to show how the whole system is. */
const observation = ({ topology, addresses, paths }: Context): Environment => ({
  PROMETHEUS_URL: `http://${text(addresses.prometheus)}`,
  SCRAPE_INTERVAL_SECONDS: String(SCRAPE_INTERVAL_SECONDS),
  DASHBOARDS_FOLDER: join(paths.root, 'platform/observability/grafana/json'),
  RUNBOOKS_FOLDER: join(paths.root, 'docs/runbooks'),
  SYSTEM: JSON.stringify(systemOf(topology)),
});

const everyProcess = ({ name, http, management }: Replica): Environment => ({
  INSTANCE: name,
  HTTP_HOST: http.host,
  HTTP_PORT: String(http.port),
  MANAGEMENT_PORT: String(management.port),
});

const text = ({ host, port }: Address) => `${host}:${port}`;

const urlOf = (service: string, addresses: LocalAddresses): Environment => {
  const address = addresses.services[service];
  return address ? { [`${service.toUpperCase().replaceAll('-', '_')}_URL`]: `http://${text(address)}` } : {};
};

const callees = ({ addresses }: Context, services: readonly string[]): Environment =>
  Object.assign({}, ...services.map((service) => urlOf(service, addresses)));

const keyOf = (secrets: Secrets, name: string): Environment => {
  const key = secrets.serviceKeys[name];
  return key ? { SERVICE_KEY_FILE: key.path } : {};
};

/** The public keys of all that the topology lets call this service. */
const callersOf = ({ topology, secrets }: Context, service: string): Record<string, PublicJwk> => {
  const callers = [...Object.entries(topology.services), ...Object.entries(topology.edge)]
    .filter(([, { calls }]) => calls.includes(service))
    .map(([name]) => name);
  if (topology.services[service]?.operator) callers.push('operator');
  return Object.fromEntries(
    callers.flatMap((name) => {
      const key = secrets.serviceKeys[name];
      return key ? [[name, key.publicKey]] : [];
    }),
  );
};

const brokerAccess = ({ topology, addresses, secrets }: Context, service: string): Environment => {
  const password = secrets.kafka.services[service];
  const groups = Object.entries(topology.consumers).filter(([, group]) => group.service === service);
  return {
    KAFKA_BROKERS: addresses.brokers.map(text).join(','),
    ...(password ? { KAFKA_USERNAME: service, KAFKA_PASSWORD_FILE: password.path } : {}),
    CONSUMER_GROUPS: JSON.stringify(
      Object.fromEntries(groups.map(([name, { topics, start }]) => [name, { topics, start }])),
    ),
  };
};
