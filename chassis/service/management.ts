import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

export type Check = () => Promise<void>;

export type Management = {
  readonly port: number;
  /** Before this, and after `draining`, the process is alive but not ready. */
  ready(checks: Readonly<Record<string, Check>>): void;
  draining(): void;
  close(): Promise<void>;
};

const CHECK_DEADLINE_MS = 1_000;

/** Health and metrics, on a port that is never routed to. Listens before the service itself exists. */
export const startManagement = async (options: {
  readonly host: string;
  readonly port: number;
  readonly metrics: Metrics;
}): Promise<Management> => {
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  let checks: Readonly<Record<string, Check>> = {};

  const answerReady = async (response: ServerResponse): Promise<void> => {
    if (state !== 'ready') return json(response, 503, { status: state });
    const failed = await runChecks(checks);
    const isReady = Object.keys(failed).length === 0;
    json(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'failing', failed });
  };
  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    if (path === '/health/live') return json(response, 200, { status: 'live' });
    if (path === '/health/ready') return answerReady(response);
    if (path === '/metrics') {
      const text = await options.metrics.metrics();
      response.writeHead(200, { 'content-type': options.metrics.contentType }).end(text);
      return;
    }
    json(response, 404, { status: 'unknown path' });
  };

  const server = createServer((request, response) => {
    answer(request.url ?? '', response).catch(() => json(response, 500, { status: 'error' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    ready: (all) => {
      checks = all;
      state = 'ready';
    },
    draining: () => {
      state = 'draining';
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** By name, what each failing check said. */
const runChecks = async (checks: Readonly<Record<string, Check>>): Promise<Record<string, string>> => {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await withDeadline(check());
        return [];
      } catch (error) {
        return [[name, error instanceof Error ? error.message : 'failed']];
      }
    }),
  );
  return Object.fromEntries(outcomes.flat());
};

const withDeadline = async (work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${CHECK_DEADLINE_MS} ms`)),
      CHECK_DEADLINE_MS,
    );
  });
  try {
    await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
};

const json = (response: ServerResponse, status: number, body: unknown): void => {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
