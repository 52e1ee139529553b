import type { Readable } from 'node:stream';
import { Pool } from 'undici';
import { measureCalls } from './call-measurements.ts';
import type { Metrics } from './metrics.ts';
import { UpstreamProblem, UpstreamUnavailable } from './upstream-errors.ts';
import { parseJson, problemOf } from './upstream-text.ts';

/** Whoever has the stream destroys it when done. */
export type HttpStream = ((call: {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly userToken: string;
}) => Promise<Readable>) & { close(): Promise<void> };

export type HttpStreamOptions = {
  readonly upstream: string;
  /** Scheme, host and port. */
  readonly baseUrl: string;
  /** How long it may take until the stream begins. Default 3000. */
  readonly deadlineMs?: number;
  /** A stream in which nothing comes for so long has died without saying so. */
  readonly silenceMs: number;
  readonly metrics: Metrics;
};

/**
 * Opens answers that go on for as long as both sides like, such as server-sent events. No retries: whoever
 * listens asks again. Throws UpstreamUnavailable or UpstreamProblem when there is no stream; one that has begun
 * fails as a stream does.
 */
export const createHttpStream = (options: HttpStreamOptions): HttpStream => {
  const { upstream, deadlineMs = 3_000 } = options;
  // As many connections as there are listeners: each takes one for itself.
  const pool = new Pool(options.baseUrl, {
    connect: { timeout: Math.min(1_000, deadlineMs) },
    headersTimeout: deadlineMs,
    bodyTimeout: options.silenceMs,
  });
  const measure = measureCalls(options.metrics, upstream);

  const open: (call: Parameters<HttpStream>[0]) => Promise<Readable> = async (call) => {
    const measured = measure('GET');
    let status = 0;
    try {
      const answer = await pool.request({
        method: 'GET',
        path: call.path,
        headers: { ...call.headers, ...measured.headers, authorization: `Bearer ${call.userToken}` },
      });
      status = answer.statusCode;
      if (status === 200) return answer.body;
      if (status < 400 || status >= 500) {
        await answer.body.dump();
        throw new UpstreamUnavailable(upstream, `answered ${status}`);
      }
      const text = await answer.body.text();
      throw new UpstreamProblem(upstream, status, problemOf(status, parseJson(text)));
    } catch (error) {
      if (error instanceof UpstreamProblem || error instanceof UpstreamUnavailable) throw error;
      throw new UpstreamUnavailable(upstream, 'no answer', { cause: error });
    } finally {
      measured.end(status);
    }
  };
  return Object.assign(open, { close: () => pool.destroy() });
};
