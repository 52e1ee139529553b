import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RawServerDefault,
} from 'fastify';
import { authorise, requireAccessDeclared } from './access.ts';
import type { Identity } from './identity.ts';
import { idleConnectionsOf } from './idle-connections.ts';
import type { Log } from './logger.ts';
import { createMethodTable } from './method-table.ts';
import type { Metrics } from './metrics.ts';
import { describeRoutes } from './openapi.ts';
import { Problem } from './problem.ts';
import { answerError, sendProblem } from './problem-answers.ts';
import { observeRequests, type TraceOf } from './request-observation.ts';
import { acceptOnlyJson, refuseNulInUrl } from './request-text.ts';
import { answerUnreadable } from './unreadable-requests.ts';
import { createValidatorCompiler } from './validation.ts';

export type HttpServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What a route file exports: it adds its routes to the server. */
export type Routes = (http: HttpServer) => void;

export type HttpOptions = {
  readonly name: string;
  readonly version?: string;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Left out where every route is public. */
  readonly identity?: Identity;
  /** The largest body. Default 1 MiB: so much of nothing but brackets takes a tenth of a second to parse. */
  readonly bodyLimitBytes?: number;
  /** Where the trace is found that a request goes on with: by default in its header `traceparent`. */
  readonly traceOf?: TraceOf;
};

const BODY_LIMIT = 1024 * 1024;
/** nginx keeps an idle connection for up to 72 s; whoever closes first must be nginx. */
const KEEP_ALIVE_MS = 90_000;
/** More than nginx lets through (32 KiB), whose answer to it is the one that the client gets. */
const HEADER_LIMIT = 48 * 1024;
const SWEEP_MS = 50;
const REQUEST_ID = /^[A-Za-z0-9-]{8,64}$/;

/**
 * A server whose routes refuse what their schema does not allow, say who may use them
 * (`config: { access: [...] }`, checked when the route is added) and answer errors as RFC 9457 documents.
 */
export const createHttp = async (options: HttpOptions): Promise<HttpServer> => {
  const http = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes ?? BODY_LIMIT,
    http: { maxHeaderSize: HEADER_LIMIT },
    clientErrorHandler: answerUnreadable,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 30_000,
    connectionTimeout: 0,
    forceCloseConnections: 'idle',
    // A request that came in on an open connection while draining is still served.
    return503OnClosing: false,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();
  http.server.headersTimeout = 15_000;

  acceptOnlyJson(http);
  http.setValidatorCompiler(createValidatorCompiler());
  http.setErrorHandler(answerError);
  observeRequests(http, options.metrics, options.traceOf);
  http.decorateRequest('identity', null);
  const methods = createMethodTable();
  http.addHook('onRoute', (route) => {
    requireAccessDeclared(route);
    methods.add(route);
  });
  http.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    refuseNulInUrl(request.url);
    if (!request.is404) await authorise(request, options.identity);
  });
  let closing = false;
  const idle = idleConnectionsOf(http.server);
  let sweep: NodeJS.Timeout | undefined;
  http.addHook('preClose', async () => {
    closing = true;
    sweep = setInterval(idle.close, SWEEP_MS);
  });
  http.addHook('onClose', async () => clearInterval(sweep));
  http.addHook('onSend', async (_, reply) => {
    // An answer may only be kept by others when its route says so: most are for one caller alone.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    // nginx then opens no further request on a connection that is about to end.
    if (closing) reply.header('connection', 'close');
  });
  http.setNotFoundHandler((request, reply) => {
    const allowed = methods.allowedFor(request.url);
    return sendProblem(allowed.length === 0 ? NO_SUCH_ROUTE : wrongMethod(allowed), request, reply);
  });
  await describeRoutes(http, { name: options.name, version: options.version ?? '1.0.0' });
  return http;
};

const NO_SUCH_ROUTE = new Problem({
  status: 404,
  code: 'request/no-such-route',
  title: 'There is nothing at this address',
});

const wrongMethod = (allowed: readonly string[]): Problem =>
  new Problem({
    status: 405,
    code: 'request/method-not-allowed',
    title: 'This address does not know the method',
    detail: `It knows ${allowed.join(', ')}.`,
    headers: { allow: allowed.join(', ') },
  });
