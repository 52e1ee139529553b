import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { inScope } from '../tracing/index.ts';
import { Problem, problemDocument } from './problem.ts';
import { scopeOf } from './request-observation.ts';
import { Unavailable } from './unavailable.ts';
import { invalidRequest } from './validation.ts';

/** Fastify's own refusals, by its error code. */
const FASTIFY: Readonly<Record<string, { status: number; code: string; title: string }>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: {
    status: 400,
    code: 'request/malformed-json',
    title: 'The body is not valid JSON',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'request/malformed-json', title: 'The body is empty' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'request/malformed',
    title: 'The body is not as long as Content-Length says',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'request/too-large', title: 'The body is too large' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'request/unsupported-media-type',
    title: 'The body must be application/json',
  },
  FST_ERR_BAD_URL: { status: 400, code: 'request/malformed', title: 'The URL is not valid' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, code: 'request/too-large', title: 'The URL is too long' },
};

/** The problem that an error is answered with; null for what nobody foresaw. */
export const problemFor = (error: unknown): Problem | null => {
  if (error instanceof Problem) return error;
  if (error instanceof Unavailable) {
    return new Problem({
      status: 503,
      code: error.code,
      title: 'Not available at the moment',
      detail: 'Try again later.',
      headers: { 'retry-after': String(error.retryAfterSeconds) },
    });
  }
  const { code, validation, validationContext, statusCode } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    return invalidRequest({ validation, ...(validationContext === undefined ? {} : { validationContext }) });
  }
  const known = FASTIFY[code ?? ''];
  if (known !== undefined) return new Problem(known);
  if (error instanceof SyntaxError && statusCode === 400) {
    return new Problem({ status: 400, code: 'request/malformed-json', title: 'The body is not valid JSON' });
  }
  if (code?.startsWith('FST_') && statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Problem({ status: statusCode, code: 'request/malformed', title: 'The request is malformed' });
  }
  return null;
};

const INTERNAL = new Problem({ status: 500, code: 'internal', title: 'Something went wrong on our side' });

/** Answers an error with its problem document. What nobody foresaw is logged and told nothing about. */
export const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const problem = problemFor(error);
  inScope(scopeOf(request), () => {
    if (problem === null) request.log.error({ err: error }, 'request failed');
    else if (problem.status >= 500) request.log.warn({ err: error }, 'request could not be served');
  });
  return sendProblem(problem ?? INTERNAL, request, reply);
};

export const sendProblem = (problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply
    .code(problem.status)
    // The route may have allowed its answer to be kept before it failed.
    .header('cache-control', 'no-store')
    .headers(problem.headers)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(
      problemDocument(problem, {
        instance: `urn:request:${request.id}`,
        traceId: scopeOf(request)?.trace.traceId,
      }),
    );
