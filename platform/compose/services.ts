import { join } from 'node:path';
import { LAG_EXPORTER, OPERATOR, SET_UP } from '../edges.ts';
import { mailCatcher, paymentSandbox, slackReceiver } from '../local/instance/stand-ins.ts';
import { kafkaUsers } from '../local/kafka/wanted.ts';
import { lagExporterEnvironment } from '../local/run-plan/plan-exporters.ts';
import { edgeEnvironment, serviceEnvironment } from '../local/run-plan/service-environment.ts';
import {
  mailCatcherProcess,
  paymentSandboxProcess,
  slackReceiverProcess,
} from '../local/run-plan/stand-in-process.ts';
import type { Topology } from '../topology-types.ts';
import { brokerNames, composeAddresses, HTTP_PORT, MANAGEMENT_PORT, PUBLIC_PORT } from './addresses.ts';
import { after, type Container, hardened, healthy, type Limits, secretsIn } from './container.ts';
import { images } from './images.ts';
import { observation } from './monitoring.ts';
import { networksOf } from './networks.ts';
import { mountedSecrets, SECRETS } from './secrets.ts';

export const publicOrigin = `https://localhost:${PUBLIC_PORT}`;

/** Where the image lets whoever runs it write, and volumes are. */
const IMAGE = '/fondaco';
const DATA = `${IMAGE}/data`;
const limits: Limits = { cpus: 1, memory: '320M' };

type Environment = Record<string, string>;

/** Every service, BFF, job and stand-in: all of them one image. */
export const ownContainers = (topology: Topology) => {
  const context = {
    topology,
    addresses: composeAddresses(topology),
    secrets: mountedSecrets(topology),
    paths: { data: DATA, root: IMAGE },
    publicOrigin,
  };
  const replica = (name: string) => ({
    name,
    http: { host: '0.0.0.0', port: HTTP_PORT },
    management: { host: '0.0.0.0', port: MANAGEMENT_PORT },
  });
  const own = (name: string, environment: Environment, more: Partial<Container> = {}) =>
    hardened(
      {
        image: images.service,
        build: { context: '../..', dockerfile: 'Containerfile', target: 'service' },
        command: [name],
        user: '1000:1000',
        environment: { ...common, ...environment },
        secrets: secretsIn(environment),
        tmpfs: ['/tmp:mode=1777,size=64m'],
        networks: networksOf(topology, name),
        stop_grace_period: '25s',
        ...more,
      },
      limits,
    );
  const services = Object.entries(topology.services).map(([name, { calls }]) => {
    const environment = {
      ...serviceEnvironment(context, name, replica(name)),
      ...tracing,
      ...callers(name),
    };
    return [
      name,
      own(name, without(environment, 'CALLERS'), {
        healthcheck: healthOf('ready'),
        depends_on: {
          ...after('service_completed_successfully', [SET_UP]),
          ...after('service_started', calls.length > 0 ? ['balancer'] : []),
        },
        ...(name === 'products' ? { volumes: [`product-images:${DATA}`] } : {}),
      }),
    ] as const;
  });
  const frontends = Object.keys(topology.edge).map((name) => {
    const environment = {
      ...edgeEnvironment(context, name, replica(name)),
      ...tracing,
      ...(topology.edge[name]?.observes ? observation : {}),
    };
    const needs = after('service_started', ['balancer']);
    return [name, own(name, environment, { healthcheck: healthOf('ready'), depends_on: needs })] as const;
  });
  return Object.fromEntries([
    [
      SET_UP,
      own(SET_UP, setUpEnvironment(topology), { depends_on: setUpNeeds(topology), restart: 'on-failure:3' }),
    ],
    ...services,
    ...frontends,
    [
      LAG_EXPORTER,
      own(
        LAG_EXPORTER,
        lagExporterEnvironment({ ...context, listen: { host: '0.0.0.0', port: MANAGEMENT_PORT } }),
        {
          healthcheck: healthOf('ready'),
          depends_on: after('service_completed_successfully', [SET_UP]),
        },
      ),
    ],
    ...standInContainers(context, own),
    [OPERATOR, own(OPERATOR, operatorEnvironment(topology), { profiles: ['operator'], restart: 'no' })],
  ]);
};

/** What the services' heaps may take, who clears them up (one thread, beside who answers), and how freed memory goes back. */
const common: Environment = {
  NODE_OPTIONS: '--max-old-space-size=192 --max-semi-space-size=4 --v8-pool-size=1',
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '1048576',
};

const tracing: Environment = { OTLP_ENDPOINT: 'http://trace-collector:4318' };

const callers = (service: string): Environment => ({ CALLERS_FILE: `${SECRETS}/${service}.callers.json` });

const without = (environment: Environment, ...names: string[]): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));

/** Node is what there is in the image to ask with. */
const healthOf = (what: 'live' | 'ready') =>
  healthy([
    'node',
    '-e',
    `fetch('http://127.0.0.1:${MANAGEMENT_PORT}/health/${what}').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`,
  ]);

const setting = (part: string, name: string) => `${part.toUpperCase().replaceAll('-', '_')}_${name}`;

const setUpEnvironment = (topology: Topology): Environment => {
  const { databases, kafka } = mountedSecrets(topology);
  const addresses = composeAddresses(topology);
  return {
    ...Object.assign(
      {},
      ...Object.entries(databases).map(([service, { superuser, owner, service: own, monitor }]) => ({
        [setting(service, 'DATABASE_URL')]:
          `postgres://postgres@${addresses.databases[service]?.host}:5432/postgres`,
        [setting(service, 'ADMINISTRATOR_PASSWORD_FILE')]: superuser.path,
        [setting(service, 'OWNER_PASSWORD_FILE')]: owner.path,
        [setting(service, 'MONITOR_PASSWORD_FILE')]: monitor.path,
        [setting(service, 'PASSWORD_FILE')]: own.path,
      })),
    ),
    KAFKA_BROKERS: addresses.brokers.map(({ host, port }) => `${host}:${port}`).join(','),
    KAFKA_PASSWORD_FILE: kafka.admin.path,
    ...Object.assign(
      {},
      ...Object.entries(kafka.services)
        .filter(([user]) => kafkaUsers(topology).includes(user))
        .map(([user, { path }]) => ({ [setting(user, 'KAFKA_PASSWORD_FILE')]: path })),
    ),
  };
};

const setUpNeeds = (topology: Topology) =>
  after('service_healthy', [
    ...Object.values(composeAddresses(topology).databases).map(({ host }) => host),
    ...brokerNames,
  ]);

const operatorEnvironment = (topology: Topology): Environment => ({
  ...Object.fromEntries(
    Object.entries(composeAddresses(topology).services)
      .filter(([service]) => topology.services[service]?.operator)
      .map(([service, { host, port }]) => [setting(service, 'URL'), `http://${host}:${port}`]),
  ),
  SERVICE_KEY_FILE: `${SECRETS}/operator.service-key.json`,
});

/** The payment provider, the mail server and the Slack of this machine, as the local platform has them. */
const standInContainers = (
  context: Parameters<typeof serviceEnvironment>[0],
  own: (name: string, environment: Environment, more?: Partial<Container>) => object,
) => {
  const tls = {
    certificate: `${SECRETS}/localhost.crt`,
    key: `${SECRETS}/localhost.key`,
    authority: `${SECRETS}/authority.crt`,
  };
  const paths = {
    root: IMAGE,
    data: DATA,
    cache: '/tmp',
    state: '',
    log: '',
    conf: '',
    secrets: '',
    run: '',
  };
  const of = { ...context, paths, tls };
  const processes = [
    [
      paymentSandbox,
      paymentSandboxProcess(of).env,
      { WEBHOOK_URL: 'https://gateway:8443/webhooks/payments/sandbox' },
    ],
    [mailCatcher, mailCatcherProcess(of).env, {}],
    [slackReceiver, slackReceiverProcess(of).env, {}],
  ] as const;
  return processes.map(([name, env, other]) => [
    name,
    own(
      name,
      {
        // These are for processes that share a machine's folders, and for one whose name leads elsewhere.
        ...without(env as Environment, 'NODE_COMPILE_CACHE', 'UV_THREADPOOL_SIZE', 'WEBHOOK_IP'),
        ...other,
        HTTP_HOST: '0.0.0.0',
        DATA_FILE: join(DATA, `${name}.sqlite`),
      },
      { volumes: [`${name}:${DATA}`], healthcheck: healthOf('live') },
    ),
  ]);
};
