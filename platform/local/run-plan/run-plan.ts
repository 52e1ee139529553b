import { join } from 'node:path';
import { renderBalancer } from '../../../edge/balancer/render.ts';
import { localLimits } from '../../../edge/gateway/limits.ts';
import { renderGateway } from '../../../edge/gateway/render.ts';
import type { Replica } from '../../addresses.ts';
import type { Topology } from '../../topology-types.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { LocalAddresses } from '../instance/ports.ts';
import { paymentSandbox, type StandIn, slackReceiver, standInsOf } from '../instance/stand-ins.ts';
import { applyKafkaTopology } from '../kafka/apply.ts';
import { prepareKafka } from '../kafka/brokers.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { databasePart, planDatabase } from './database-process.ts';
import { grafanaProcess } from './grafana-process.ts';
import { buildInterface } from './interface-build.ts';
import { buildLocalPrograms } from './local-programs.ts';
import { alertmanagerProcess, prometheusProcess, usesSlackReceiver } from './monitoring-process.ts';
import { nginxOptions, nginxProcess } from './nginx-process.ts';
import type { Plan, PlannedPart } from './plan.ts';
import { planExporters } from './plan-exporters.ts';
import { withPriority } from './priority.ts';
import { type Selection, usesBrokers } from './selection.ts';
import { edgeEnvironment, serviceEnvironment } from './service-environment.ts';
import { serviceProcess } from './service-process.ts';
import {
  mailCatcherProcess,
  paymentOrigin,
  paymentSandboxProcess,
  slackReceiverProcess,
} from './stand-in-process.ts';

export type RunPlanOptions = {
  /** The whole: topics, users and ACLs are made for all of it, whatever runs. */
  readonly topology: Topology;
  readonly selection: Selection;
  readonly addresses: LocalAddresses;
  readonly paths: InstancePaths;
  readonly secrets: Secrets;
  /** PEM files. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly authority: string };
  readonly publicOrigin: string;
  /** By service or BFF: settings beside, or instead of, those that follow from all of this. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Absolute paths of nginx, prometheus and alertmanager, as far as they are to run. */
  readonly tools: Readonly<Record<string, string>>;
  /** Gets the folder of each interface's build once that is there. */
  readonly builds: Map<string, string>;
};

const brokersPart = 'kafka';
const programsPart = 'programs';
const buildPart = (name: string) => `${name} build`;

/**
 * All that is to run, in the order in which it starts; it stops in the reverse. Whatever does not need one
 * another starts side by side: the databases, the brokers and the builds of the interfaces at once, then the
 * services in the order in which they call each other.
 */
export const runPlan = (options: RunPlanOptions): Plan => {
  const { selection, addresses, paths, builds } = options;
  const { services, edge, interfaces } = selection.topology;
  const everyService = [...Object.keys(services), ...Object.keys(edge)];
  return [
    ...Object.entries(addresses.databases)
      .filter(([service]) => services[service]?.database)
      .map(([service, address]) => planDatabase({ ...options, service, address })),
    ...(selection.brokers ? [planBrokers(options)] : []),
    ...Object.keys(interfaces).map((name) => planBuild(paths, name, builds)),
    planPrograms(paths),
    ...standInsOf(selection.topology, addresses).map((standIn) => planStandIn(options, standIn)),
    planBalancer(options),
    ...Object.keys(services).map((service) => planService(options, service)),
    ...Object.keys(edge).map((name) => planEdge(options, name)),
    planGateway(options),
    ...(selection.prometheus ? planExporters(options) : []),
    ...(selection.alertmanager && usesSlackReceiver(paths) ? [planSlackReceiver(options)] : []),
    ...(selection.prometheus ? [planMonitoring(options, 'prometheus', everyService)] : []),
    ...(selection.alertmanager ? [planMonitoring(options, 'alertmanager', everyService)] : []),
    ...(selection.grafana ? [planGrafana(options)] : []),
  ].map((part) => ({
    ...part,
    prepare: async () => (await part.prepare()).map((spec) => withPriority(part.name, spec)),
  }));
};

const planBrokers = ({ topology, selection, addresses, paths, secrets }: RunPlanOptions): PlannedPart => ({
  name: brokersPart,
  after: [],
  prepare: () =>
    prepareKafka({
      brokers: addresses.brokers.map((clients, i) => ({
        clients,
        controller: addresses.controllers[i] ?? clients,
        ...(selection.prometheus ? { metrics: addresses.exporters.brokers[i] } : {}),
      })),
      dataDirectory: join(paths.data, 'kafka'),
      confDirectory: paths.conf,
      cacheDirectory: paths.cache,
      secrets: secrets.kafka,
    }),
  finish: () =>
    applyKafkaTopology({
      admin: {
        brokers: addresses.brokers,
        login: { username: 'admin', password: secrets.kafka.admin.value },
      },
      topology,
      passwords: Object.fromEntries(
        Object.entries(secrets.kafka.services).map(([service, { value }]) => [service, value]),
      ),
    }),
});

/** Everything that runs on Node here. */
const planPrograms = (paths: InstancePaths): PlannedPart => ({
  name: programsPart,
  after: [],
  prepare: async () => {
    await buildLocalPrograms(paths);
    return [];
  },
});

/** Notes in `builds` where the build of each interface is. */
const planBuild = (paths: InstancePaths, name: string, builds: Map<string, string>): PlannedPart => ({
  name: buildPart(name),
  after: [],
  prepare: async () => {
    builds.set(name, await buildInterface(paths, name));
    return [];
  },
});

/** Before the services, so that those that call others reach them at once; its upstreams may be down until then. */
const planBalancer = (options: RunPlanOptions): PlannedPart => ({
  name: 'balancer',
  after: [],
  prepare: async () => [
    await nginxProcess({
      name: 'balancer',
      command: options.tools.nginx ?? 'nginx',
      configuration: balancerConfiguration(options),
      paths: options.paths,
      status: options.addresses.balancer.status,
    }),
  ],
});

export const balancerConfiguration = ({ selection, addresses, paths }: RunPlanOptions): string =>
  renderBalancer(selection.topology, addresses, nginxOptions(paths, 'balancer'));

/** Before the service that talks to it. */
const planStandIn = (options: RunPlanOptions, { name }: StandIn): PlannedPart => ({
  name,
  after: [programsPart],
  prepare: async () => [
    name === paymentSandbox ? paymentSandboxProcess(options) : mailCatcherProcess(options),
  ],
});

const planService = (options: RunPlanOptions, service: string): PlannedPart => {
  const { topology, addresses } = options;
  const { database, calls } = topology.services[service] ?? { database: false, calls: [] };
  return {
    name: service,
    after: [
      programsPart,
      ...(database ? [databasePart(service)] : []),
      ...(usesBrokers(topology, service) ? [brokersPart] : []),
      'balancer',
      ...calls,
      ...standInsOf(topology, addresses)
        .filter(({ servedTo }) => servedTo === service)
        .map(({ name }) => name),
    ],
    prepare: async () =>
      (addresses.replicas[service] ?? []).map((replica) => replicaProcess(options, service, replica)),
  };
};

const planEdge = (options: RunPlanOptions, name: string): PlannedPart => ({
  name,
  after: [programsPart, 'balancer', ...(options.topology.edge[name]?.calls ?? [])],
  prepare: async () =>
    (options.addresses.replicas[name] ?? []).map((replica) => replicaProcess(options, name, replica)),
});

/** A replica of a service or BFF, whether it is there from the start or comes later. */
export const replicaProcess = (options: RunPlanOptions, part: string, replica: Replica): ProcessSpec => {
  const isService = options.topology.services[part] !== undefined;
  return serviceProcess({
    paths: options.paths,
    part,
    replica,
    environment: {
      ...(isService ? serviceEnvironment(options, part, replica) : edgeEnvironment(options, part, replica)),
      ...options.settings[part],
    },
  });
};

/** Last, so that nobody comes in before what he may ask for is there. */
const planGateway = (options: RunPlanOptions): PlannedPart => {
  const { services, edge, interfaces } = options.selection.topology;
  return {
    name: 'gateway',
    after: [...Object.keys(services), ...Object.keys(edge), ...Object.keys(interfaces).map(buildPart)],
    prepare: async () => [
      await nginxProcess({
        name: 'gateway',
        command: options.tools.nginx ?? 'nginx',
        configuration: gatewayConfiguration(options),
        paths: options.paths,
        status: options.addresses.gateway.status,
      }),
    ],
  };
};

/** Once the interfaces are built. */
export const gatewayConfiguration = (options: RunPlanOptions): string => {
  const { selection, addresses, paths, tls, publicOrigin, builds } = options;
  return renderGateway(selection.topology, addresses, {
    ...nginxOptions(paths, 'gateway'),
    publicOrigin,
    tls,
    builds: Object.fromEntries(builds),
    limits: localLimits,
    hsts: null,
    paymentOrigin: paymentOrigin(addresses),
  });
};

const planSlackReceiver = (options: RunPlanOptions): PlannedPart => ({
  name: slackReceiver,
  after: [programsPart],
  prepare: async () => [slackReceiverProcess(options)],
});

/** What does not run would be down all the time. */
const runningOnly = ({ selection, addresses }: RunPlanOptions): LocalAddresses => {
  const { services, edge } = selection.topology;
  const runs = ([name]: readonly [string, unknown]) =>
    services[name] !== undefined || edge[name] !== undefined;
  const { lag, ...exporters } = addresses.exporters;
  return {
    ...addresses,
    replicas: Object.fromEntries(Object.entries(addresses.replicas).filter(runs)),
    exporters: {
      ...exporters,
      ...(selection.brokers && lag !== undefined ? { lag } : {}),
      brokers: selection.brokers ? exporters.brokers : [],
      databases: Object.fromEntries(Object.entries(exporters.databases).filter(runs)),
    },
  };
};

/** After what it watches, so that a start raises no alarm. */
const planMonitoring = (
  options: RunPlanOptions,
  name: 'prometheus' | 'alertmanager',
  after: readonly string[],
): PlannedPart => ({
  name,
  after,
  prepare: async () => [
    await (name === 'prometheus' ? prometheusProcess : alertmanagerProcess)({
      ...monitored(options),
      command: options.tools[name] ?? name,
    }),
  ],
});

/** What Prometheus and Alertmanager are told of the instance. */
export const monitored = (options: RunPlanOptions) => ({
  paths: options.paths,
  addresses: runningOnly(options),
  standIns: [
    ...standInsOf(options.selection.topology, options.addresses),
    ...(options.selection.alertmanager && usesSlackReceiver(options.paths)
      ? [{ name: slackReceiver, management: options.addresses.slackReceiver.management }]
      : []),
  ],
  publicOrigin: options.publicOrigin,
  settings: options.settings.alertmanager ?? {},
});

/** Nothing waits for it, and it waits for nothing: it is there to look at. */
const planGrafana = ({ addresses, paths, secrets, tools }: RunPlanOptions): PlannedPart => ({
  name: 'grafana',
  after: ['gateway'],
  prepare: async () => [
    await grafanaProcess({ command: tools.grafana ?? 'grafana', paths, addresses, secrets }),
  ],
});
