import { Histogram } from '@prometheus-io/client';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DURATION_BUCKETS, type Metrics } from './metrics.ts';

/** nginx's number for a client that did not wait for its answer. */
const CLIENT_LEFT = 499;
const DURATION = 'http_server_request_duration_seconds';

/** One metric sample and one log line for each finished request, by route pattern: URLs hold personal data. */
export const observeRequests = (http: FastifyInstance, metrics: Metrics): void => {
  const duration =
    (metrics.getSingleMetric(DURATION) as Histogram<'method' | 'route' | 'status'> | undefined) ??
    new Histogram({
      name: DURATION,
      help: 'Time from the request to the end of its answer, by route.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: DURATION_BUCKETS,
      registers: [metrics],
    });

  const startedAt = new WeakMap<FastifyRequest, number>();
  const observe = (request: FastifyRequest, status: number): void => {
    const started = startedAt.get(request);
    // A client that left has been seen already when its answer is ready.
    if (started === undefined) return;
    startedAt.delete(request);
    const { method } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const elapsedMs = performance.now() - started;
    duration.observe({ method, route, status }, elapsedMs / 1000);
    request.log.info({ method, route, status, durationMs: Math.round(elapsedMs * 10) / 10 }, 'request');
  };
  http.addHook('onRequest', async (request) => void startedAt.set(request, performance.now()));
  http.addHook('onResponse', async (request, reply) => observe(request, reply.statusCode));
  http.addHook('onRequestAbort', async (request) => observe(request, CLIENT_LEFT));
};
