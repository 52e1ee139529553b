import type { Address, Addresses, Replica } from '../../addresses.ts';
import { exporterJobs } from './exporter-jobs.ts';
import { dnsJob, job, quoted, type Target } from './job.ts';

export type PrometheusOptions = {
  /** Paths of rule files, as Prometheus may read them; patterns are allowed. */
  readonly ruleFiles: readonly string[];
  readonly scrapeIntervalSeconds: number;
  /**
   * Whether replicas have no fixed addresses and hosts are names that DNS gives all of them for; `instance` is then
   * where one is.
   */
  readonly discovery?: 'dns';
  /** What one platform runs beside the topology and shows its metrics in the same way. */
  readonly standIns?: readonly { readonly name: string; readonly management: Address }[];
  /** Scrape jobs that one platform alone has. */
  readonly more?: readonly string[];
  /** What the probe asks for, as browsers would: `https://localhost:8443/`. */
  readonly publicUrl?: string;
};

const replicaTargets = (replicas: Readonly<Record<string, readonly Replica[]>>): Target[] =>
  Object.entries(replicas).flatMap(([service, copies]) =>
    copies.map(({ name, management }) => ({ address: management, service, instance: name })),
  );

/** A program of which there is one. */
const single = (name: string, address: Address): Target => ({ address, service: name, instance: name });

/**
 * What Prometheus looks at: the management port of every replica, the exporters, itself and Alertmanager. Every
 * series says `service` and `instance` by the names of the topology (`orders`, `orders-1`, `postgres-orders`).
 */
export const renderPrometheus = (addresses: Addresses, options: PrometheusOptions): string => {
  const { prometheus, alertmanager } = addresses;
  const { standIns = [] } = options;
  const interval = `${options.scrapeIntervalSeconds}s`;
  return [
    'global:',
    `  scrape_interval: ${interval}`,
    `  scrape_timeout: ${options.scrapeIntervalSeconds >= 10 ? '10s' : interval}`,
    `  evaluation_interval: ${interval}`,
    `rule_files: [${options.ruleFiles.map(quoted).join(', ')}]`,
    'alerting:',
    '  alertmanagers:',
    '    - static_configs:',
    `        - targets: [${quoted(`${alertmanager.host}:${alertmanager.port}`)}]`,
    'scrape_configs:',
    ...(options.discovery === 'dns'
      ? dnsJob('services', replicaTargets(addresses.replicas))
      : job('services', replicaTargets(addresses.replicas))),
    ...job(
      'stand-ins',
      standIns.map(({ name, management }) => single(name, management)),
    ),
    ...job('prometheus', [single('prometheus', prometheus)]),
    ...job('alertmanager', [single('alertmanager', alertmanager)]),
    ...exporterJobs(addresses, options.publicUrl),
    ...(options.more ?? []),
    '',
  ].join('\n');
};
