import { createServer } from 'node:net';
import type { Address } from '../../addresses.ts';
import type { Topology } from '../../topology-types.ts';
import { Failure } from './failure.ts';
import type { LocalAddresses } from './ports.ts';
import { standInsOf } from './stand-ins.ts';

export type WantedPort = { readonly address: Address; readonly by: string };

/** Every address of what is to run, with what will listen there. */
export const wantedPorts = (addresses: LocalAddresses, running: Topology): WantedPort[] => [
  { address: addresses.gateway.https, by: 'the gateway (HTTPS)' },
  { address: addresses.gateway.http, by: 'the gateway (HTTP)' },
  { address: addresses.gateway.status, by: 'the gateway (status)' },
  { address: addresses.balancer.status, by: 'the balancer (status)' },
  { address: addresses.prometheus, by: 'Prometheus' },
  { address: addresses.alertmanager, by: 'Alertmanager' },
  { address: addresses.grafana, by: 'Grafana' },
  ...addresses.brokers.map((address, i) => ({ address, by: `kafka-${i + 1}` })),
  ...addresses.controllers.map((address, i) => ({ address, by: `kafka-${i + 1} (controller)` })),
  { address: addresses.slackReceiver.page, by: 'slack-receiver' },
  { address: addresses.slackReceiver.management, by: 'slack-receiver (management)' },
  ...one(addresses.exporters.lag, 'lag-exporter'),
  { address: addresses.exporters.nginx.gateway, by: 'gateway-exporter' },
  { address: addresses.exporters.nginx.balancer, by: 'balancer-exporter' },
  { address: addresses.exporters.accessLogs, by: 'access-log-exporter' },
  { address: addresses.exporters.machine, by: 'machine-exporter' },
  { address: addresses.exporters.probes, by: 'probe-exporter' },
  ...addresses.exporters.brokers.map((address, i) => ({ address, by: `kafka-${i + 1} (metrics)` })),
  ...standInsOf(running, addresses).flatMap(({ name, management, listeners }) => [
    { address: management, by: `${name} (management)` },
    ...listeners.map(({ address, what }) => ({ address, by: `${name} (${what})` })),
  ]),
  ...Object.keys(running.services).flatMap((name) => [
    ...one(addresses.services[name], `the balancer (${name})`),
    ...one(addresses.databases[name], `postgres-${name}`),
    ...one(addresses.exporters.databases[name], `postgres-${name}-exporter`),
  ]),
  ...[...Object.keys(running.services), ...Object.keys(running.edge)]
    .flatMap((name) => addresses.replicas[name] ?? [])
    .flatMap(({ name, http, management }) => [
      { address: http, by: name },
      { address: management, by: `${name} (management)` },
    ]),
];

const one = (address: Address | undefined, by: string): WantedPort[] => (address ? [{ address, by }] : []);

/** Throws a Failure that names the first port that something else listens on. */
export const requireFreePorts = async (wanted: readonly WantedPort[], port: number): Promise<void> => {
  const problems = await Promise.all(wanted.map(({ address }) => problemOf(address)));
  const taken = problems.findIndex((problem) => problem !== undefined);
  const first = wanted[taken];
  if (first) throw portTaken(first, problems[taken], port);
};

export const portTaken = (wanted: WantedPort, problem: string | undefined, port: number): Failure => {
  const what =
    problem === 'EADDRINUSE'
      ? 'is in use by another program'
      : `cannot be listened on (${problem ?? 'unknown reason'})`;
  const otherPort = port + 1000 <= 60_000 ? port + 1000 : port - 1000;
  return new Failure(
    `Port ${wanted.address.port} ${what}, and ${wanted.by} needs it: end that program, or start with --port ${otherPort}.`,
  );
};

const problemOf = ({ host, port }: Address): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
