import type { Address, Addresses } from '../../addresses.ts';
import { dnsJob, job, quoted } from './job.ts';

/** What asks the gateway from outside, by the blackbox exporter. */
export const PROBE_MODULE = 'gateway';

/** What exporters say of themselves beside what they are there for, some hundred series each. */
const withoutOwn =
  '  - { action: drop, source_labels: [__name__], regex: "(go|promhttp|mtail|jvm_(buffer|class|compil|gc|runtime|thread|memory_(pool|objects|committed|init|max)).*)_.+" }';

export const lagJob = (address: Address): string[] =>
  job('lag', [{ address, service: 'lag-exporter', instance: 'lag-exporter' }]);

/** By service: the exporter of its database. */
export const postgresJob = (databases: Readonly<Record<string, Address>>): string[] =>
  job(
    'postgres',
    Object.entries(databases).map(([service, address]) => ({
      address,
      service,
      instance: `postgres-${service}`,
    })),
    // Its address, which `instance` says better.
    ['metric_relabel_configs:', withoutOwn, '  - { action: labeldrop, regex: server }'],
  );

export const probesJob = (address: Address, publicUrl: string): string[] =>
  job(
    'probes',
    [{ address, service: 'gateway', instance: 'gateway' }],
    ['metrics_path: /probe', `params: { module: [${PROBE_MODULE}], target: [${quoted(publicUrl)}] }`],
  );

/** Of a gateway whose copies DNS knows, each with its two exporters beside it, at these ports of its own host. */
export const gatewayJobs = (host: string, ports: { readonly nginx: number; readonly accessLogs: number }) => {
  const target = (port: number) => [{ address: { host, port }, service: 'gateway', instance: 'gateway' }];
  return [
    ...dnsJob('nginx', target(ports.nginx), ['metric_relabel_configs:', withoutOwn]),
    ...dnsJob('access-logs', target(ports.accessLogs), [
      'metric_relabel_configs:',
      withoutOwn,
      '  - { action: labeldrop, regex: "server|prog" }',
    ]),
  ];
};

/** The scrape jobs of all that is not ours. */
export const exporterJobs = (addresses: Addresses, publicUrl: string | undefined): string[] => {
  const { exporters } = addresses;
  if (exporters === undefined) return [];
  return [
    ...(exporters.lag === undefined ? [] : lagJob(exporters.lag)),
    ...job(
      'kafka',
      exporters.brokers.map((address, i) => ({ address, service: 'kafka', instance: `kafka-${i + 1}` })),
      ['metric_relabel_configs:', withoutOwn],
    ),
    ...postgresJob(exporters.databases),
    ...job(
      'nginx',
      [
        { address: exporters.nginx.gateway, service: 'gateway', instance: 'gateway' },
        { address: exporters.nginx.balancer, service: 'balancer', instance: 'balancer' },
      ],
      ['metric_relabel_configs:', withoutOwn],
    ),
    ...job(
      'access-logs',
      [{ address: exporters.accessLogs, service: 'access-logs', instance: 'access-logs' }],
      accessLogLabels(addresses),
    ),
    ...job('machine', [{ address: exporters.machine, service: 'machine', instance: 'machine' }]),
    ...(publicUrl === undefined ? [] : probesJob(exporters.probes, publicUrl)),
  ];
};

/** One program reads the logs of both: whose line it was is the service. Replicas go by their names. */
const accessLogLabels = ({ replicas }: Addresses): string[] => [
  'metric_relabel_configs:',
  withoutOwn,
  ...['service', 'instance'].map(
    (label) => `  - { source_labels: [server], regex: "(.+)", target_label: ${label} }`,
  ),
  ...Object.values(replicas)
    .flat()
    .map(
      ({ name, http }) =>
        `  - { source_labels: [upstream], regex: ${quoted(`${http.host}:${http.port}`)}, target_label: upstream, replacement: ${name} }`,
    ),
  '  - { action: labeldrop, regex: "server|prog" }',
];
