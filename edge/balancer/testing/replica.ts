import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Replica } from '../../../platform/addresses.ts';

export type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type FakeReplica = Replica & {
  readonly seen: Seen[];
  /** Ends it as SIGKILL would: connections are cut, the port is closed. */
  kill(): Promise<void>;
};

/** A replica of a service that writes down what it is asked and by default answers 200 with its name. */
export const startReplica = async (
  name: string,
  answer: (seen: Seen, response: ServerResponse) => void = (_, response) => response.end(name),
): Promise<FakeReplica> => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const entry = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(entry);
      answer(entry, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const http = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  return {
    name,
    http,
    management: http,
    seen,
    kill: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
