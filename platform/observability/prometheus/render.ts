import type { Address, Addresses, Replica } from '../../addresses.ts';

export type PrometheusOptions = {
  /** Paths of rule files, as Prometheus may read them; patterns are allowed. */
  readonly ruleFiles: readonly string[];
  readonly scrapeIntervalSeconds: number;
  /** What one platform runs beside the topology and shows its metrics in the same way. */
  readonly standIns?: readonly { readonly name: string; readonly management: Address }[];
};

/** JSON strings are YAML's double-quoted ones. */
const quoted = (text: string): string => JSON.stringify(text);

const target = (address: Address, service: string, instance: string): string[] => [
  `      - targets: [${quoted(`${address.host}:${address.port}`)}]`,
  `        labels: { service: ${quoted(service)}, instance: ${quoted(instance)} }`,
];

const job = (name: string, targets: readonly string[]): string[] => [
  `  - job_name: ${name}`,
  '    static_configs:',
  ...targets,
];

const replicaTargets = (replicas: Readonly<Record<string, readonly Replica[]>>): string[] =>
  Object.entries(replicas).flatMap(([service, copies]) =>
    copies.flatMap(({ name, management }) => target(management, service, name)),
  );

/**
 * What Prometheus looks at: the management port of every replica, itself and Alertmanager. Every series
 * says `service` and `instance` by the names of the topology (`orders`, `orders-1`).
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
    ...job('services', replicaTargets(addresses.replicas)),
    ...(standIns.length === 0
      ? []
      : job(
          'stand-ins',
          standIns.flatMap(({ name, management }) => target(management, name, name)),
        )),
    ...job('prometheus', target(prometheus, 'prometheus', 'prometheus')),
    ...job('alertmanager', target(alertmanager, 'alertmanager', 'alertmanager')),
    '',
  ].join('\n');
};
