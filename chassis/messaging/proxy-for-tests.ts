import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { Base } from '@platformatic/kafka';

export type TestProxy = {
  readonly port: number;
  /** Drops all connections and takes no new ones. */
  cut(): void;
  heal(): void;
  close(): Promise<void>;
};

/** Passes TCP connections on to `target`; `rewrite` changes what the target answers. */
export const testProxy = async (
  target: { readonly host: string; readonly port: number },
  rewrite: (answer: Buffer, port: number) => Buffer = (answer) => answer,
): Promise<TestProxy> => {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = dial(target);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => client.write(rewrite(data, port)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    cut: () => {
      isCut = true;
      drop();
    },
    heal: () => {
      isCut = false;
    },
    close: async () => {
      server.close();
      drop();
      await once(server, 'close');
    },
  };
};

/** Before one broker. Clients go where the broker says it is, so its own address is changed in its answers. */
export const testBrokerProxy = async (bootstrap: string): Promise<TestProxy> => {
  const client = new Base({ clientId: 'test-proxy', bootstrapBrokers: [bootstrap] });
  const { brokers } = await client.metadata({ topics: [] });
  await client.close();
  const [broker] = brokers.values();
  if (!broker) throw new Error(`no broker answers at ${bootstrap}`);
  const address = (port: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(port);
    return Buffer.concat([Buffer.from(broker.host), bytes]);
  };
  const real = address(broker.port);
  return testProxy(broker, (answer, port) => {
    for (let at = answer.indexOf(real); at >= 0; at = answer.indexOf(real, at + 1)) {
      address(port).copy(answer, at);
    }
    return answer;
  });
};
