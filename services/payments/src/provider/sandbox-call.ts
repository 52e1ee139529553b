import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Pool } from 'undici';
import { ProviderRefused, ProviderUnavailable } from './payment-provider.ts';

type Call<Answer extends TSchema> = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly key?: string;
  readonly body?: unknown;
  readonly answer: Answer;
};

/**
 * One request, once: whoever asks again knows what has to be looked up before. Throws ProviderRefused for a 4xx
 * with the code of its problem document, ProviderUnavailable for everything else that is no answer.
 */
export type SandboxCall = (<Answer extends TSchema>(call: Call<Answer>) => Promise<Static<Answer>>) & {
  close(): Promise<void>;
};

export const createSandboxCall = (options: {
  readonly url: string;
  readonly secretKey: string;
  readonly deadlineMs: number;
}): SandboxCall => {
  const { deadlineMs } = options;
  const pool = new Pool(options.url, {
    connections: 64,
    connect: { timeout: Math.min(1_000, deadlineMs) },
    headersTimeout: deadlineMs,
    bodyTimeout: deadlineMs,
  });
  const authorization = `Bearer ${options.secretKey}`;

  const call = async <Answer extends TSchema>(request: Call<Answer>): Promise<Static<Answer>> => {
    const { status, body } = await send(request);
    if (status === 401 || status === 403) throw new ProviderUnavailable('the sandbox refuses our secret key');
    if (status === 429 || status >= 500) throw new ProviderUnavailable(`the sandbox answered ${status}`);
    if (status >= 400) {
      const { code, title } = (body ?? {}) as { code?: string; title?: string };
      throw new ProviderRefused(code ?? 'sandbox/refused', title ?? `The sandbox answered ${status}`);
    }
    if (!validatorOf(request.answer).Check(body)) {
      throw new ProviderUnavailable("the sandbox's answer breaks its contract");
    }
    return body as Static<Answer>;
  };

  const send = async (request: Call<TSchema>): Promise<{ status: number; body: unknown }> => {
    try {
      const answer = await pool.request({
        method: request.method,
        path: request.path,
        ...(request.query === undefined ? {} : { query: request.query }),
        headers: {
          authorization,
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(request.key === undefined ? {} : { 'idempotency-key': request.key }),
        },
        body: request.body === undefined ? null : JSON.stringify(request.body),
        // Over everything: the pool's own time-outs begin anew with each part.
        signal: AbortSignal.timeout(deadlineMs),
      });
      return { status: answer.statusCode, body: await answer.body.json() };
    } catch (error) {
      throw new ProviderUnavailable('no answer from the sandbox', { cause: error });
    }
  };
  return Object.assign(call, { close: () => pool.destroy() });
};

const validators = new WeakMap<TSchema, ReturnType<typeof Compile>>();

const validatorOf = (schema: TSchema): ReturnType<typeof Compile> => {
  const known = validators.get(schema) ?? Compile(schema);
  validators.set(schema, known);
  return known;
};
