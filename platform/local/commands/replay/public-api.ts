import { Agent } from 'undici';
import type { Address } from '../../../addresses.ts';
import { TryAgain } from '../patience.ts';
import { type ApiAnswer, readAnswer } from './api-answer.ts';

export type ApiRequest = {
  readonly method: 'GET' | 'POST';
  /** Below `/api/v1`: `/orders`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type PublicApi = {
  /** Throws TryAgain where there was no answer, or one that is only about now: 429 and 5xx. */
  readonly ask: (request: ApiRequest) => Promise<ApiAnswer>;
  readonly close: () => Promise<void>;
};

const PATIENCE_MS = 30_000;

/** The gateway's public API as any program outside reaches it, trusting one certificate authority alone. */
export const createPublicApi = (options: {
  readonly gateway: Address;
  readonly certificateAuthority: string;
  readonly connections: number;
}): PublicApi => {
  const agent = new Agent({
    connections: options.connections,
    // Over HTTP/2 all requests would share one connection: when it breaks, all of them do.
    allowH2: false,
    connect: { ca: options.certificateAuthority, servername: 'localhost', timeout: 5_000 },
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
  });
  const origin = `https://${options.gateway.host}:${options.gateway.port}`;
  return {
    ask: async ({ method, path, body, headers }) => {
      const answer = await agent
        .request({
          origin,
          method,
          path: `/api/v1${path}`,
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          body: body === undefined ? null : JSON.stringify(body),
        })
        .then(async (response) => ({ response, text: await response.body.text() }))
        .catch((error: Error) => {
          throw new TryAgain(`the gateway gave no answer (${error.message})`, { cause: error });
        });
      const { statusCode: status, headers: sent } = answer.response;
      return readAnswer({
        status,
        retryAfter: sent['retry-after'],
        text: answer.text,
        to: `${method} ${path}`,
      });
    },
    close: () => agent.close(),
  };
};
