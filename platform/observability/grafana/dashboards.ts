import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { checkout } from './dashboards/checkout.ts';
import { databases } from './dashboards/databases.ts';
import { gateway } from './dashboards/gateway.ts';
import { kafka } from './dashboards/kafka.ts';
import { overview } from './dashboards/overview.ts';
import { service } from './dashboards/service.ts';
import { slos } from './dashboards/slos.ts';

/** In the order in which they are offered. */
export const dashboards: readonly Dashboard[] = [
  overview,
  service,
  kafka,
  databases,
  gateway,
  checkout,
  slos,
];
