import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  aboutAttributes,
  beginScope,
  inScope,
  parseTraceparent,
  type Scope,
  type Span,
  SpanKind,
  type TraceContext,
} from '../tracing/index.ts';
import { createTracedHistogram } from './create-metric.ts';
import type { Metrics } from './metrics.ts';

/** nginx's number for a client that did not wait for its answer. */
const CLIENT_LEFT = 499;

const DURATION = {
  name: 'http_server_request_duration_seconds',
  help: 'Time from the request to the end of its answer, by route.',
  labels: { http_request_method: null, http_route: null, http_response_status_code: null },
} as const;

/** Where the trace is found that a request goes on with; null begins one. */
export type TraceOf = (request: FastifyRequest) => TraceContext | null;

type Observed = {
  readonly startedAt: number;
  readonly method: string;
  readonly route: string;
  readonly scope: Scope;
  readonly span: Span | null;
  finished: boolean;
};

const observed = new WeakMap<FastifyRequest, Observed>();

/** The request's own scope, where hooks and handlers that Node.js calls from its sockets have lost it. */
export const scopeOf = (request: FastifyRequest): Scope | undefined => observed.get(request)?.scope;

/**
 * One metric sample, one log line and, in a sampled trace, one span for each finished request, by route pattern:
 * URLs hold personal data.
 */
export const observeRequests = (
  http: FastifyInstance,
  metrics: Metrics,
  traceOf: TraceOf = fromHeader,
): void => {
  const observe = createTracedHistogram(metrics, DURATION);

  const finish = (request: FastifyRequest, status: number): void => {
    const seen = observed.get(request);
    // A client that left has been seen already when its answer is ready.
    if (seen === undefined || seen.finished) return;
    seen.finished = true;
    const { method, route, scope, span } = seen;
    const elapsedMs = performance.now() - seen.startedAt;
    observe(
      { http_request_method: method, http_route: route, http_response_status_code: status },
      elapsedMs / 1000,
      span?.trace.traceId,
    );
    span?.end({
      error: status >= 500 ? String(status) : undefined,
      attributes: { 'http.response.status_code': status, ...aboutAttributes(scope) },
    });
    inScope(scope, () =>
      request.log.info({ method, route, status, durationMs: Math.round(elapsedMs * 10) / 10 }, 'request'),
    );
  };

  http.addHook('onRequest', (request, _, done) => {
    const method = methodOf(request);
    const route = routeOf(request);
    const { scope, span } = beginScope(traceOf(request), `${method} ${route}`, {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': method, 'http.route': route },
    });
    noteIds(scope.about, request.params);
    observed.set(request, { startedAt: performance.now(), method, route, scope, span, finished: false });
    inScope(scope, done);
  });
  // What comes after the body comes from the socket, which knows no scope.
  http.addHook('preValidation', (request, _, done) => inScope(scopeOf(request), done));
  http.addHook('onResponse', async (request, reply) => finish(request, reply.statusCode));
  http.addHook('onRequestAbort', async (request) => finish(request, CLIENT_LEFT));
};

const fromHeader: TraceOf = (request) => parseTraceparent(request.headers.traceparent);

/** Others are one, as OpenTelemetry has it: Node.js knows dozens, and who calls chooses. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

const methodOf = ({ method }: FastifyRequest): string => (METHODS.has(method) ? method : '_OTHER');

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a request is about, as far as its path says so: `orderId` of `/orders/:orderId`, never a name or an address. */
const noteIds = (about: Scope['about'], params: unknown): void => {
  for (const name in params as Record<string, unknown>) {
    const value = (params as Record<string, unknown>)[name];
    if (name.endsWith('Id') && typeof value === 'string' && UUID.test(value)) about[name] = value;
  }
};
