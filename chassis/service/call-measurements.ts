import { currentTraceparent, formatTraceparent, SpanKind, startSpan } from '../tracing/index.ts';
import { createHistogram } from './create-metric.ts';
import type { Metrics } from './metrics.ts';

const DURATION = {
  name: 'http_client_request_duration_seconds',
  help: 'Time of one attempt at a call to another service, by status; without one there was no answer.',
  labels: {
    service_peer_name: null,
    http_request_method: null,
    http_response_status_code: null,
    error_type: null,
  },
} as const;

/** One attempt at a call. `headers` take the trace along. Status 0: there was no answer. */
export type MeasuredCall = {
  readonly headers: Readonly<Record<string, string>>;
  end(status: number): void;
};

/** Begins to measure one attempt. */
export const measureCalls = (metrics: Metrics, upstream: string): ((method: string) => MeasuredCall) => {
  const duration = createHistogram(metrics, DURATION);
  return (method) => {
    const startedAt = performance.now();
    const span = startSpan(`${method} ${upstream}`, {
      kind: SpanKind.CLIENT,
      attributes: { 'http.request.method': method, 'service.peer.name': upstream },
    });
    const traceparent = span === null ? currentTraceparent() : formatTraceparent(span.trace);
    return {
      headers: traceparent === null ? {} : { traceparent },
      end: (status) => {
        const answered = status !== 0;
        duration.observe(
          {
            service_peer_name: upstream,
            http_request_method: method,
            http_response_status_code: answered ? status : '',
            error_type: answered ? '' : 'no_answer',
          },
          (performance.now() - startedAt) / 1_000,
        );
        span?.end({
          error: answered ? (status >= 400 ? String(status) : undefined) : 'no_answer',
          attributes: answered ? { 'http.response.status_code': status } : {},
        });
      },
    };
  };
};
