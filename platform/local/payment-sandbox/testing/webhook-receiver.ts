import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxNotice } from '@fondaco/contracts/http/payment-sandbox';

export type Received = {
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  readonly notice: SandboxNotice;
  readonly at: number;
  readonly port: number | undefined;
};

/** Takes webhooks as the shop's gateway would, and answers what it is told to. */
export const startReceiver = async () => {
  const received: Received[] = [];
  let status: (count: number) => number = () => 200;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const notice = JSON.parse(body) as SandboxNotice;
      const { headers, socket } = request;
      received.push({ body, headers, notice, at: Date.now(), port: socket.remotePort });
      response.writeHead(status(received.length)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/payments/sandbox`,
    received,
    of: (paymentId: string) => received.filter(({ notice }) => notice.payment.id === paymentId),
    answer: (decide: (count: number) => number) => {
      status = decide;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
