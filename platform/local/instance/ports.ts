import type { Address, Addresses, Exporters, Replica } from '../../addresses.ts';
import type { Topology } from '../../topology-types.ts';

/** What the local platform listens on beside what every platform has. */
export type LocalAddresses = Addresses & {
  /** Where the command line talks to the running system. */
  readonly control: Address;
  /** KRaft controllers, one in each broker's process. */
  readonly controllers: readonly Address[];
  /** What stands in for a payment provider. Browsers take cards to `browser` (HTTPS), Payments asks `api`. */
  readonly paymentSandbox: { readonly api: Address; readonly browser: Address; readonly management: Address };
  /** What stands in for a mail server: takes mails by SMTP and shows them on a page. */
  readonly mailCatcher: { readonly page: Address; readonly smtp: Address; readonly management: Address };
  /** What stands in for Slack: takes its webhook's messages and shows them on a page. */
  readonly slackReceiver: { readonly page: Address; readonly management: Address };
  readonly exporters: Exporters;
  readonly grafana: Address;
};

export type Scale = {
  readonly brokers: number;
  /** By service or BFF name; one where nothing is said. */
  readonly replicas: Readonly<Record<string, number>>;
};

export const defaultPort = 8443;
export const portsOfAnInstance = 300;
export const maxReplicas = 8;
export const maxBrokers = 3;

/*
 * Slots, counted from the instance's HTTPS port. They are fixed, so that nothing moves when a service is
 * appended to the topology or a replica is added.
 *
 *     0 gateway HTTPS     1 gateway HTTP (redirects)   2 gateway status   3 balancer status
 *     4 Prometheus        5 Alertmanager               6 control
 *     7 payment sandbox's API                          8 payment sandbox for browsers (HTTPS)
 *     9 mail catcher's page
 *    10 … 12 brokers     13 … 15 their controllers
 *    16 mail catcher SMTP    17 payment sandbox management    18 mail catcher management
 *    20 … 219  services, 20 each: +0 its balanced address, +1 its database, +2 … +17 replicas, +18 its
 *              database's exporter
 *   220 … 283  BFFs, 16 each: replicas
 *   284 … 294  lag exporter, Slack receiver's page, its management, exporters of gateway and balancer, of the
 *              access logs, of the machine, of probes, of the brokers (3)
 *   299 Grafana
 *
 * A replica takes two: HTTP, then management.
 */
const firstService = 20;
const portsOfAService = 20;
const maxServices = 10;
const firstEdge = firstService + maxServices * portsOfAService;
const portsOfAnEdge = 2 * maxReplicas;
const maxEdges = 4;
const firstExporter = firstEdge + maxEdges * portsOfAnEdge;

const loopback = '127.0.0.1';

/** What a command that is suggested to somebody needs to mean this instance. */
export const portOption = (port: number): string => (port === defaultPort ? '' : ` --port ${port}`);

/** The host of a process: `orders-1`, `postgres-orders`, `kafka-1`, `gateway`. */
export type HostOf = (process: string) => string;

/**
 * Every address of an instance, from its HTTPS port alone; all on loopback unless `hostOf` says otherwise. Throws
 * RangeError when something has no slot.
 */
export const allocatePorts = (
  port: number,
  topology: Topology,
  scale: Scale,
  hostOf: HostOf = () => loopback,
): LocalAddresses => {
  const services = Object.keys(topology.services);
  const edges = Object.keys(topology.edge);
  if (services.length > maxServices) throw new RangeError(`There are ports for ${maxServices} services.`);
  if (edges.length > maxEdges) throw new RangeError(`There are ports for ${maxEdges} BFFs.`);
  if (scale.brokers < 1 || scale.brokers > maxBrokers)
    throw new RangeError(`There are ports for 1 to ${maxBrokers} brokers.`);

  const at = (slot: number, process: string): Address => ({ host: hostOf(process), port: port + slot });
  const brokers = (firstSlot: number) =>
    Array.from({ length: scale.brokers }, (_, i) => at(firstSlot + i, `kafka-${i + 1}`));
  const serviceSlot = (name: string) => firstService + services.indexOf(name) * portsOfAService;
  const ofDatabases = (slot: number, process: (service: string) => string): Record<string, Address> =>
    Object.fromEntries(
      services
        .filter((name) => topology.services[name]?.database)
        .map((name) => [name, at(serviceSlot(name) + slot, process(name))]),
    );
  const replicas = (name: string, firstSlot: number): Replica[] => {
    const count = scale.replicas[name] ?? 1;
    if (count < 1 || count > maxReplicas)
      throw new RangeError(`There are ports for 1 to ${maxReplicas} replicas of ${name}.`);
    return Array.from({ length: count }, (_, i) => {
      const replica = `${name}-${i + 1}`;
      return {
        name: replica,
        http: at(firstSlot + 2 * i, replica),
        management: at(firstSlot + 2 * i + 1, replica),
      };
    });
  };

  return {
    gateway: { https: at(0, 'gateway'), http: at(1, 'gateway'), status: at(2, 'gateway') },
    balancer: { status: at(3, 'balancer') },
    prometheus: at(4, 'prometheus'),
    alertmanager: at(5, 'alertmanager'),
    // Beside the supervisor, wherever that is: nobody else may command it.
    control: { host: loopback, port: port + 6 },
    brokers: brokers(10),
    controllers: brokers(13),
    paymentSandbox: {
      api: at(7, 'payment-sandbox'),
      browser: at(8, 'payment-sandbox'),
      management: at(17, 'payment-sandbox'),
    },
    mailCatcher: {
      page: at(9, 'mail-catcher'),
      smtp: at(16, 'mail-catcher'),
      management: at(18, 'mail-catcher'),
    },
    slackReceiver: {
      page: at(firstExporter + 1, 'slack-receiver'),
      management: at(firstExporter + 2, 'slack-receiver'),
    },
    exporters: {
      lag: at(firstExporter, 'lag-exporter'),
      nginx: {
        gateway: at(firstExporter + 3, 'gateway-exporter'),
        balancer: at(firstExporter + 4, 'balancer-exporter'),
      },
      accessLogs: at(firstExporter + 5, 'access-log-exporter'),
      machine: at(firstExporter + 6, 'machine-exporter'),
      probes: at(firstExporter + 7, 'probe-exporter'),
      // Inside the brokers' own processes.
      brokers: brokers(firstExporter + 8),
      databases: ofDatabases(18, (service) => `postgres-${service}-exporter`),
    },
    grafana: at(portsOfAnInstance - 1, 'grafana'),
    // The balancer listens for each of them.
    services: Object.fromEntries(services.map((name) => [name, at(serviceSlot(name), 'balancer')])),
    databases: ofDatabases(1, (service) => `postgres-${service}`),
    replicas: Object.fromEntries([
      ...services.map((name) => [name, replicas(name, serviceSlot(name) + 2)]),
      ...edges.map((name, i) => [name, replicas(name, firstEdge + i * portsOfAnEdge)]),
    ]),
  };
};
