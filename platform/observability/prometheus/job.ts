import type { Address } from '../../addresses.ts';

export type Target = {
  readonly address: Address;
  /** By the topology: `orders`. */
  readonly service: string;
  /** `orders-1`, `postgres-orders` */
  readonly instance: string;
};

/** JSON strings are YAML's double-quoted ones. */
export const quoted = (text: string): string => JSON.stringify(text);

const target = ({ address, service, instance }: Target): string[] => [
  `      - targets: [${quoted(`${address.host}:${address.port}`)}]`,
  `        labels: { service: ${quoted(service)}, instance: ${quoted(instance)} }`,
];

/** A scrape job; none without targets. `more` are lines of its own. */
export const job = (name: string, targets: readonly Target[], more: readonly string[] = []): string[] =>
  targets.length === 0
    ? []
    : [
        `  - job_name: ${name}`,
        ...more.map((line) => `    ${line}`),
        '    static_configs:',
        ...targets.flatMap(target),
      ];

/** The same for targets whose hosts are names that DNS gives all copies for; `instance` is then where one is. */
export const dnsJob = (name: string, targets: readonly Target[], more: readonly string[] = []): string[] => [
  `  - job_name: ${name}`,
  ...more.map((line) => `    ${line}`),
  '    dns_sd_configs:',
  ...targets.map(
    ({ address: { host, port } }) =>
      `      - { names: [${quoted(host)}], type: A, port: ${port}, refresh_interval: 5s }`,
  ),
  '    relabel_configs:',
  ...targets.map(
    ({ address: { host }, service }) =>
      `      - { source_labels: [__meta_dns_name], regex: ${quoted(host.replaceAll('.', '\\.'))}, target_label: service, replacement: ${quoted(service)} }`,
  ),
];
