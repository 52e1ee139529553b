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
