import { exporterMetrics } from './exporters.ts';
import { lagExporterMetrics } from './lag-exporter.ts';
import {
  callMetrics,
  consumerMetrics,
  databaseMetrics,
  identityMetrics,
  outboxMetrics,
  serverMetrics,
} from './machinery.ts';
import type { Metric, Metrics } from './metric.ts';
import { notificationsMetrics } from './notifications.ts';
import { ordersMetrics } from './orders.ts';
import { paymentsMetrics } from './payments.ts';
import { productsMetrics } from './products.ts';
import { runtimeMetrics } from './runtime.ts';
import { mailCatcherMetrics, paymentSandboxMetrics, slackReceiverMetrics } from './stand-ins.ts';
import { usersMetrics } from './users.ts';

const process = [runtimeMetrics, serverMetrics];
const service = [...process, identityMetrics, databaseMetrics];
const caller = [...process, callMetrics];

/** All that each process of ours says on `/metrics`, by its name in the topology. */
export const processMetrics: Readonly<Record<string, readonly Metrics[]>> = {
  users: [...service, usersMetrics],
  products: [...service, outboxMetrics, consumerMetrics, productsMetrics],
  orders: [...service, callMetrics, outboxMetrics, consumerMetrics, ordersMetrics],
  payments: [...service, outboxMetrics, consumerMetrics, paymentsMetrics],
  notifications: [...service, consumerMetrics, notificationsMetrics],
  'storefront-bff': caller,
  'backoffice-bff': caller,
  'mail-catcher': [...process, mailCatcherMetrics],
  'payment-sandbox': [...process, paymentSandboxMetrics],
  'slack-receiver': [...process, slackReceiverMetrics],
  'lag-exporter': [runtimeMetrics, { spans: serverMetrics.spans }, lagExporterMetrics],
};

/** Every metric that a rule or a panel may use. Prometheus adds `job`, `service` and `instance` to each. */
export const allMetrics: readonly Metric[] = [
  ...Object.values(processMetrics).flat(),
  ...Object.values(exporterMetrics),
].flatMap((metrics) => Object.values(metrics));

const SUFFIXES = { histogram: ['_bucket', '_sum', '_count'], summary: ['', '_sum', '_count'] } as const;

/** Names of all series, as PromQL knows them: a histogram has three. */
export const seriesNames: ReadonlySet<string> = new Set(
  allMetrics.flatMap(({ name, type }) =>
    type === 'histogram' || type === 'summary' ? SUFFIXES[type].map((suffix) => name + suffix) : [name],
  ),
);

/** Of each series the labels that it may have beside Prometheus' own and `le` or `quantile`. */
export const labelsOf = (series: string): ReadonlySet<string> =>
  new Set(
    allMetrics
      .filter(({ name }) => series === name || series.replace(/_(bucket|sum|count)$/, '') === name)
      .flatMap(({ labels }) => Object.keys(labels)),
  );
