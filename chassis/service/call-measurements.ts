import { Histogram } from '@prometheus-io/client';
import { DURATION_BUCKETS, type Metrics } from './metrics.ts';

const DURATION = 'http_client_request_duration_seconds';

/** Begins to measure one attempt; the function that it returns ends it. Status 0: there was no answer. */
export const measureCalls = (metrics: Metrics, upstream: string) => {
  const duration =
    (metrics.getSingleMetric(DURATION) as Histogram<'upstream' | 'method' | 'status'> | undefined) ??
    new Histogram({
      name: DURATION,
      help: 'Time of one attempt at a call to another service, by status; 0 means no answer.',
      labelNames: ['upstream', 'method', 'status'] as const,
      buckets: DURATION_BUCKETS,
      registers: [metrics],
    });
  return (method: string) => {
    const end = duration.startTimer({ upstream, method });
    return (status: number): void => void end({ status });
  };
};
