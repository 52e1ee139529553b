import type { Address } from '../addresses.ts';
import {
  ACCESS_LOG_EXPORTER,
  ALERTMANAGER,
  BALANCER,
  databaseOf,
  exporterOf,
  GATEWAY,
  GRAFANA,
  LAG_EXPORTER,
  MACHINE_EXPORTER,
  PROBE_EXPORTER,
  PROMETHEUS,
} from '../edges.ts';
import type { LocalAddresses } from '../local/instance/ports.ts';
import { mailCatcher, paymentSandbox, slackReceiver } from '../local/instance/stand-ins.ts';
import type { Topology } from '../topology-types.ts';

export const PUBLIC_PORT = 8443;
export const REDIRECT_PORT = 8080;
/** Of what browsers reach of the payment sandbox, at the gateway too. */
export const SANDBOX_PORT = 8451;
export const HTTP_PORT = 8080;
export const MANAGEMENT_PORT = 9090;
export const STATUS_PORT = 8081;
/** Where a broker shows its own metrics. */
export const METRICS_PORT = 9404;
/** At the balancer the first service's; the others follow in the topology's order. */
const FIRST_BALANCED_PORT = 9001;

export const brokerNames = ['kafka-1', 'kafka-2', 'kafka-3'] as const;

/**
 * Where everything is in the containers' networks: every container has its name as its host and the same ports as all of
 * its kind. All copies of a service have one name.
 */
export const composeAddresses = (topology: Topology): LocalAddresses => {
  const services = Object.keys(topology.services);
  const at = (host: string, port: number): Address => ({ host, port });
  const shows = (exporter: string): Address => at(exporter, MANAGEMENT_PORT);
  const databases = services.filter((name) => topology.services[name]?.database);
  return {
    gateway: {
      https: at(GATEWAY, PUBLIC_PORT),
      http: at(GATEWAY, REDIRECT_PORT),
      status: at(GATEWAY, STATUS_PORT),
    },
    balancer: { status: at(BALANCER, STATUS_PORT) },
    services: Object.fromEntries(services.map((name, i) => [name, at(BALANCER, FIRST_BALANCED_PORT + i)])),
    databases: Object.fromEntries(databases.map((name) => [name, at(databaseOf(name), 5432)])),
    replicas: Object.fromEntries(
      [...services, ...Object.keys(topology.edge)].map((name) => [
        name,
        [{ name, http: at(name, HTTP_PORT), management: at(name, MANAGEMENT_PORT) }],
      ]),
    ),
    brokers: brokerNames.map((name) => at(name, 9092)),
    controllers: brokerNames.map((name) => at(name, 9093)),
    prometheus: at(PROMETHEUS, 9090),
    alertmanager: at(ALERTMANAGER, 9093),
    paymentSandbox: {
      api: at(paymentSandbox, HTTP_PORT),
      browser: at(paymentSandbox, SANDBOX_PORT),
      management: at(paymentSandbox, MANAGEMENT_PORT),
    },
    mailCatcher: {
      page: at(mailCatcher, HTTP_PORT),
      smtp: at(mailCatcher, 1025),
      management: at(mailCatcher, MANAGEMENT_PORT),
    },
    slackReceiver: {
      page: at(slackReceiver, HTTP_PORT),
      management: at(slackReceiver, MANAGEMENT_PORT),
    },
    exporters: {
      lag: shows(LAG_EXPORTER),
      machine: shows(MACHINE_EXPORTER),
      accessLogs: shows(ACCESS_LOG_EXPORTER),
      probes: shows(PROBE_EXPORTER),
      nginx: { gateway: shows(exporterOf(GATEWAY)), balancer: shows(exporterOf(BALANCER)) },
      databases: Object.fromEntries(databases.map((name) => [name, shows(exporterOf(databaseOf(name)))])),
      brokers: brokerNames.map((name) => at(name, METRICS_PORT)),
    },
    grafana: at(GRAFANA, 3000),
    // Nothing of the local platform's own command line is here.
    control: at('localhost', 0),
  };
};

/** What a program is to listen on that gives its own address as `host`: all of the container's. */
export const everywhere = <T extends { readonly port: number }>({ port }: T): Address => ({
  host: '0.0.0.0',
  port,
});
