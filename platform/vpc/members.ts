import type { Address } from '../addresses.ts';
import {
  ACCESS_LOG_EXPORTER,
  ALERTMANAGER,
  BALANCER,
  databaseOf,
  exporterOf,
  GATEWAY,
  GRAFANA,
  INTERNET,
  KAFKA,
  LAG_EXPORTER,
  MACHINE_EXPORTER,
  OPERATOR,
  type Port,
  PROBE_EXPORTER,
  PROMETHEUS,
  partsOf,
  SET_UP,
  type Subnet,
} from '../edges.ts';
import type { LocalAddresses } from '../local/instance/ports.ts';
import { mailCatcher, paymentSandbox, slackReceiver } from '../local/instance/stand-ins.ts';
import type { Topology } from '../topology-types.ts';

/** The supervisor of `npm start`: it sets everything up, asks everything whether it is ready, and is the operator's hand. */
export const SUPERVISOR = 'supervisor';

/** A process in the network: what it is in the topology, and where it listens there, by the ports' roles. */
export type Member = {
  /** `orders-1` */
  readonly name: string;
  /** Parts whose connections it opens and takes: `orders`. */
  readonly parts: readonly string[];
  readonly subnet: Subnet;
  readonly listens: readonly { readonly port: Port; readonly address: Address }[];
};

/** Every process that runs locally. What stands in for somebody outside is outside. */
export const membersOf = (topology: Topology, addresses: LocalAddresses): readonly Member[] => {
  const parts = partsOf(topology);
  const member = (name: string, part: string, listens: Member['listens']): Member => ({
    name,
    parts: [part],
    subnet: parts[part]?.subnet ?? 'private',
    listens,
  });
  const exporter = (name: string, address: Address): Member =>
    member(name, name, [{ port: 'management', address }]);
  const {
    gateway,
    balancer,
    exporters,
    slackReceiver: slack,
    brokers,
    controllers,
    databases,
    replicas,
    services,
  } = addresses;
  const sandbox = addresses.paymentSandbox;
  const catcher = addresses.mailCatcher;
  return [
    { name: INTERNET, parts: [INTERNET], subnet: 'outside', listens: [] },
    // Its webhooks come in as anybody's requests do.
    {
      name: paymentSandbox,
      parts: ['payment-provider', INTERNET],
      subnet: 'outside',
      listens: [
        { port: 'https', address: sandbox.api },
        { port: 'management', address: sandbox.management },
        { port: 'http', address: sandbox.browser },
      ],
    },
    {
      name: mailCatcher,
      parts: ['mail-server'],
      subnet: 'outside',
      listens: [
        { port: 'smtp', address: catcher.smtp },
        { port: 'management', address: catcher.management },
        { port: 'http', address: catcher.page },
      ],
    },
    {
      name: slackReceiver,
      parts: ['slack'],
      subnet: 'outside',
      listens: [
        { port: 'https', address: slack.page },
        { port: 'management', address: slack.management },
      ],
    },
    { name: SUPERVISOR, parts: [SET_UP, OPERATOR, SUPERVISOR], subnet: 'private', listens: [] },
    member('gateway', GATEWAY, [
      { port: 'https', address: gateway.https },
      { port: 'http', address: gateway.http },
      { port: 'status', address: gateway.status },
    ]),
    member('balancer', BALANCER, [
      { port: 'status', address: balancer.status },
      ...Object.entries(services).map(([name, address]) => ({ port: `http:${name}` as const, address })),
    ]),
    ...Object.entries(replicas).flatMap(([part, copies]) =>
      copies.map(({ name, http, management }) =>
        member(name, part, [
          { port: 'http', address: http },
          { port: 'management', address: management },
        ]),
      ),
    ),
    ...Object.entries(databases).map(([service, address]) =>
      member(databaseOf(service), databaseOf(service), [{ port: 'postgres', address }]),
    ),
    ...brokers.map((address, i) =>
      member(`kafka-${i + 1}`, KAFKA, [
        { port: 'kafka', address },
        { port: 'controller', address: controllers[i] ?? address },
        ...(exporters.brokers[i] ? [{ port: 'metrics' as const, address: exporters.brokers[i] }] : []),
      ]),
    ),
    ...Object.entries(exporters.databases).map(([service, address]) =>
      exporter(exporterOf(databaseOf(service)), address),
    ),
    exporter(exporterOf(GATEWAY), exporters.nginx.gateway),
    exporter(exporterOf(BALANCER), exporters.nginx.balancer),
    exporter(ACCESS_LOG_EXPORTER, exporters.accessLogs),
    exporter(MACHINE_EXPORTER, exporters.machine),
    exporter(PROBE_EXPORTER, exporters.probes),
    ...(exporters.lag ? [exporter(LAG_EXPORTER, exporters.lag)] : []),
    member('grafana', GRAFANA, [{ port: 'grafana', address: addresses.grafana }]),
    member('prometheus', PROMETHEUS, [{ port: 'prometheus', address: addresses.prometheus }]),
    member('alertmanager', ALERTMANAGER, [{ port: 'alertmanager', address: addresses.alertmanager }]),
  ];
};
