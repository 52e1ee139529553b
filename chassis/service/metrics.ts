import { collectDefaultMetrics, Registry } from '@prometheus-io/client';

/** One process's registry. Names follow OpenTelemetry's: `http_server_request_duration_seconds`. */
export type Metrics = Registry;

/** Seconds. From a prepared statement's time up to the longest deadline. */
export const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry that already measures the process: CPU, memory, garbage collection, event loop. */
export const createMetrics = (labels: { readonly service: string; readonly instance: string }): Metrics => {
  const metrics = new Registry();
  // `instance` is Prometheus' own label for the scraped address.
  metrics.setDefaultLabels({ service: labels.service, replica: labels.instance });
  // Ten times a second, as it would be otherwise, costs a busy process one hundredth of its time.
  collectDefaultMetrics({ register: metrics, eventLoopUtilizationTimeout: 1_000 });
  return metrics;
};
