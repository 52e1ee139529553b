import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type Log, Problem } from '@fondaco/chassis/service';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { outageHook } from '../faults/outage-hook.ts';
import type { Silence } from '../faults/silence.ts';
import type { Sandbox } from '../sandbox.ts';
import { cardTokenRoutes } from './card-token.routes.ts';
import { confirmRoutes } from './confirm.routes.ts';

/**
 * The browser's side. What comes in here may be a card: nothing of a request is ever logged, and errors tell
 * only what was wrong.
 */
export const createBrowserServer = (
  sandbox: Sandbox,
  options: {
    readonly certificate: string;
    readonly key: string;
    readonly silence: Silence;
    readonly log: Log;
  },
) => {
  const http = fastify({
    https: { cert: options.certificate, key: options.key },
    loggerInstance: options.log.child({ side: 'browser' }) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 4 * 1024,
    requestTimeout: 10_000,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();

  http.addHook('onRequest', outageHook({ ...sandbox, silence: options.silence }));
  http.addHook('onSend', async (_, reply) => {
    reply.headers({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });
  http.setErrorHandler((error, request, reply) => {
    const problem = problemFor(error);
    if (problem.status === 500) request.log.error({ err: error }, 'request failed');
    return reply.code(problem.status).type('application/problem+json').send({
      type: 'about:blank',
      title: problem.title,
      status: problem.status,
      code: problem.code,
    });
  });
  cardTokenRoutes(sandbox)(http);
  confirmRoutes(sandbox)(http);
  return http;
};

/** Fastify's own texts may quote what was sent, so only their status is kept. */
const problemFor = (error: unknown): Pick<Problem, 'status' | 'code' | 'title'> => {
  if (error instanceof Problem) return error;
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  return status < 500
    ? { status, code: 'sandbox/request-invalid', title: 'The request is not valid' }
    : { status: 500, code: 'sandbox/internal', title: 'Something went wrong at the provider' };
};
