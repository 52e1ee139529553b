import type { Address } from '../addresses.ts';
import { composeAddresses } from '../compose/addresses.ts';
import { mountedSecrets, SECRETS } from '../compose/secrets.ts';
import { edgeEnvironment, serviceEnvironment } from '../local/run-plan/service-environment.ts';
import type { Topology } from '../topology-types.ts';
import { ports } from './edges.ts';
import type { CloudEnvironment } from './environments.ts';

export type TaskEnvironment = {
  readonly plain: Readonly<Record<string, string>>;
  /** By setting, the name of a secret. */
  readonly secret: Readonly<Record<string, string>>;
};

/** Between two looks of Prometheus. */
export const SCRAPE_INTERVAL_SECONDS = 15;

const OTLP = { OTLP_ENDPOINT: `http://trace-collector:${ports.otlp}` };

/** Where each service is for those who call it: their own proxy takes requests to this name, and spreads them. */
export const serviceAddresses = (topology: Topology): Readonly<Record<string, Address>> =>
  Object.fromEntries(Object.keys(topology.services).map((name) => [name, { host: name, port: ports.http }]));

/**
 * The settings that the local platform gives, with what is different here. Secrets are files there and come from Secrets
 * Manager here, under the same names.
 */
export const taskEnvironment = (
  topology: Topology,
  { domain, mail, region }: CloudEnvironment,
  name: string,
  bucket: string,
): TaskEnvironment => {
  const context = {
    topology,
    addresses: { ...composeAddresses(topology), services: serviceAddresses(topology) },
    secrets: mountedSecrets(topology),
    paths: { data: '', root: '/fondaco' },
    publicOrigin: `https://${domain}`,
  };
  const everywhere = (port: number) => ({ host: '0.0.0.0', port });
  const replica = { name, http: everywhere(ports.http), management: everywhere(ports.management) };
  const isService = topology.services[name] !== undefined;
  const common = isService
    ? serviceEnvironment(context, name, replica)
    : { ...edgeEnvironment(context, name, replica), PAYMENT_TOKEN_URL: 'https://api.stripe.com/v1/tokens' };
  const changed: Record<string, TaskEnvironment> = {
    payments: {
      plain: { PAYMENT_PROVIDER: 'stripe' },
      secret: { STRIPE_SECRET_KEY: 'stripe.secret-key', STRIPE_WEBHOOK_SECRET: 'stripe.webhook-secret' },
    },
    products: { plain: { IMAGE_STORAGE: 's3', S3_BUCKET: bucket, S3_REGION: region }, secret: {} },
    notifications: { plain: { MAIL_FROM: mail.from }, secret: { SMTP_URL: 'mail-server.url' } },
  };
  const own = changed[name] ?? { plain: {}, secret: {} };
  const { plain, secret } = splitFiles({
    ...common,
    ...OTLP,
    ...(topology.edge[name]?.observes ? { SCRAPE_INTERVAL_SECONDS: String(SCRAPE_INTERVAL_SECONDS) } : {}),
  });
  return {
    plain: without(
      { ...plain, ...own.plain },
      'CALLERS',
      /^SANDBOX_|^IMAGE_FOLDER$|^KAFKA_BROKERS$/,
      own.secret,
    ),
    secret: {
      ...without(secret, 'DATABASE_URL', /^SANDBOX_/, {}),
      ...(isService ? { CALLERS: `${name}.callers.json` } : {}),
      ...own.secret,
    },
  };
};

/** `NAME_FILE=/run/secrets/x` is the secret x for NAME. */
export const splitFiles = (environment: Readonly<Record<string, string>>): TaskEnvironment => {
  const plain: Record<string, string> = {};
  const secret: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment))
    if (value.startsWith(`${SECRETS}/`)) secret[name.replace(/_FILE$/, '')] = value.slice(SECRETS.length + 1);
    else plain[name] = value;
  return { plain, secret };
};

const without = (
  all: Readonly<Record<string, string>>,
  name: string,
  pattern: RegExp,
  others: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(all).filter(([key]) => key !== name && !pattern.test(key) && !(key in others)),
  );
