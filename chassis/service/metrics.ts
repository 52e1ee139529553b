import { collectDefaultMetrics, Registry } from '@prometheus-io/client';

/** One process's registry. Names follow OpenTelemetry's: `http_server_request_duration_seconds`. */
export type Metrics = Registry;

/** Seconds. From a prepared statement's time up to the longest deadline; pages are to take less than 0.3. */
export const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10];

/** Their label is the name of whatever class a library opens: nobody bounds it. Their totals stay. */
const UNBOUNDED = ['nodejs_active_resources', 'nodejs_active_handles', 'nodejs_active_requests'];

/**
 * A registry that already measures the process: CPU, memory, garbage collection, event loop. In the format of
 * OpenMetrics, which takes the trace of a slow request along. Whose it is, whoever scrapes it knows.
 */
export const createMetrics = (): Metrics => {
  const metrics = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
  // Ten times a second, as it would be otherwise, costs a busy process one hundredth of its time.
  collectDefaultMetrics({ register: metrics, eventLoopUtilizationTimeout: 1_000 });
  for (const name of UNBOUNDED) metrics.removeSingleMetric(name);
  return metrics;
};
