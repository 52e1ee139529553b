import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Dispatcher, Pool } from 'undici';
import { measureCalls } from './call-measurements.ts';
import { type CallPolicy, createCallPolicy } from './call-policy.ts';
import type { Log } from './logger.ts';
import type { Metrics } from './metrics.ts';
import type { ServiceTokenSigner } from './service-token.ts';
import { UpstreamProblem, UpstreamUnavailable } from './upstream-errors.ts';
import { isFromProxy, parseJson, problemOf } from './upstream-text.ts';

type Call<Response extends TSchema = TSchema> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly userToken?: string;
  readonly idempotent?: boolean;
  readonly response: Response;
};

/**
 * Calls one upstream and answers what it answered, checked against `response`. What has moved for good (308) is
 * read at its new place, once. Throws UpstreamUnavailable or UpstreamProblem.
 */
export type HttpCall = (<Response extends TSchema>(call: Call<Response>) => Promise<Static<Response>>) & {
  close(): Promise<void>;
};

export type HttpCallOptions = {
  /** The callee's name: audience of service tokens, metric label, prefix of its `unavailable` code. */
  readonly upstream: string;
  /** Scheme, host and port. */
  readonly baseUrl: string;
  /** Signs calls that carry no user's token. */
  readonly sign?: ServiceTokenSigner;
  /** For the whole call with its retries. Default 3000. */
  readonly deadlineMs?: number;
  readonly metrics: Metrics;
  readonly log: Log;
};

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export const createHttpCall = (options: HttpCallOptions): HttpCall => {
  const { upstream } = options;
  const deadlineMs = options.deadlineMs ?? 3_000;
  const pool = new Pool(options.baseUrl, {
    connections: 64,
    connect: { timeout: Math.min(1_000, deadlineMs) },
    headersTimeout: deadlineMs,
    bodyTimeout: deadlineMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  });
  const measure = measureCalls(options.metrics, upstream);
  const policy: CallPolicy = createCallPolicy({
    upstream,
    deadlineMs,
    metrics: options.metrics,
    log: options.log,
  });

  const send = async <Response extends TSchema>(call: Call<Response>, signal: AbortSignal) => {
    const measured = measure(call.method);
    let status = 0;
    try {
      const headers = { ...(await headersOf(call, options)), ...measured.headers };
      const body = bodyOf(call.body);
      const ask = (to: Pick<Call, 'path' | 'query'>) =>
        pool.request({
          method: call.method,
          path: to.path,
          ...(to.query === undefined ? {} : { query: definedOnly(to.query) }),
          headers,
          body,
          signal,
        });
      let answer = await ask(call);
      const moved = call.method === 'GET' && answer.statusCode === 308 ? newPath(call.path, answer) : null;
      if (moved !== null) {
        await answer.body.dump();
        answer = await ask({ path: moved });
      }
      status = answer.statusCode;
      const text = await answer.body.text();
      return read(upstream, call.response, status, text);
    } catch (error) {
      if (error instanceof UpstreamProblem || error instanceof UpstreamUnavailable) throw error;
      throw new UpstreamUnavailable(upstream, 'no answer', { cause: error });
    } finally {
      measured.end(status);
    }
  };

  const call = <Response extends TSchema>(request: Call<Response>): Promise<Static<Response>> =>
    policy(request.idempotent ?? request.method === 'GET', (signal) => send(request, signal));
  return Object.assign(call, { close: () => pool.close() });
};

const headersOf = async (call: Call, options: HttpCallOptions): Promise<Record<string, string>> => {
  const token = call.userToken ?? (await options.sign?.(options.upstream));
  return {
    accept: 'application/json, application/problem+json',
    ...(call.body === undefined ? {} : { 'content-type': typeOf(call.body) }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...call.headers,
  };
};

const HERE = 'http://upstream';

/** Where it is to be found now, at the same upstream. Null for anywhere else: the token is for this one alone. */
const newPath = (path: string, answer: Dispatcher.ResponseData): string | null => {
  const { location } = answer.headers;
  const asked = new URL(path, HERE);
  if (typeof location !== 'string' || !URL.canParse(location, asked.href)) return null;
  const { origin, pathname, search } = new URL(location, asked);
  return origin === HERE ? pathname + search : null;
};

/** Bytes go as they are, everything else as JSON. */
const bodyOf = (body: unknown): Uint8Array | string | null => {
  if (body === undefined) return null;
  return body instanceof Uint8Array ? body : JSON.stringify(body);
};

const typeOf = (body: unknown): string =>
  body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';

const definedOnly = (query: Readonly<Record<string, string | number | readonly string[] | undefined>>) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));

const read = <Response extends TSchema>(
  upstream: string,
  schema: Response,
  status: number,
  text: string,
): Static<Response> => {
  const body = parseJson(text);
  if (status >= 400 && status < 500) throw new UpstreamProblem(upstream, status, problemOf(status, body));
  if (status < 200 || status >= 300) {
    const reached = !isFromProxy(status, body);
    throw new UpstreamUnavailable(upstream, `answered ${status}`, { reached });
  }
  if (!validatorOf(schema).Check(body))
    throw new UpstreamUnavailable(upstream, 'the answer breaks the contract', { reached: true });
  return body as Static<Response>;
};

const validators = new WeakMap<TSchema, ReturnType<typeof Compile>>();

const validatorOf = (schema: TSchema): ReturnType<typeof Compile> => {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const compiled = Compile(schema);
  validators.set(schema, compiled);
  return compiled;
};
