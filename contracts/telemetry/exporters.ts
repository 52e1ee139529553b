import type { Metrics } from './metric.ts';

/** What rules and dashboards use of programs that are not ours, by the name of the scrape job or program. */
export const exporterMetrics: Readonly<Record<string, Metrics>> = {};
