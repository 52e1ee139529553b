import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
};

export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes the answer over: server-sent events, written as they come. */
  readonly stream?: (response: ServerResponse) => void;
};

/** A real HTTP server where a service would be. It answers by `METHOD /path`, and keeps what it was asked. */
export const standIn = async (routes: Record<string, (request: Received) => Answer | Promise<Answer>>) => {
  const received: Received[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { pathname } = new URL(request.url ?? '/', 'http://service');
    const asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: text === '' ? null : (JSON.parse(text) as unknown),
    };
    received.push(asked);
    const answer = await (routes[`${asked.method} ${pathname}`]?.(asked) ?? { status: 404 });
    if (answer.stream !== undefined) {
      response.writeHead(answer.status, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      answer.stream(response);
      return;
    }
    const type = answer.status >= 400 ? 'application/problem+json' : 'application/json';
    response.writeHead(answer.status, { 'content-type': type, ...answer.headers });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    routes,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export const problem = (status: number, code: string, extra: Record<string, unknown> = {}): Answer => ({
  status,
  body: { type: 'about:blank', title: code, status, code, ...extra },
});
