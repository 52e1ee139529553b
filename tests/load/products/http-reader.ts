import { once } from 'node:events';
import { connect } from 'node:net';
import { createAnswers } from './http-answers.ts';

/** One connection, over which one page at a time is asked for. */
export type HttpReader = {
  /**
   * The status of the answer, once all of it was read. Rejects when the connection is lost, or when the answer doesn't
   * say how long it is.
   */
  get(path: string): Promise<number>;
  close(): void;
};

const BUFFER_BYTES = 65_536;

/**
 * Reads answers into one buffer, over and over, and keeps nothing of them. A client that makes strings of them clears up
 * its memory for 40 ms at a time on all processors, and what is measured then is the client.
 */
export const openHttpReader = async (origin: string): Promise<HttpReader> => {
  const { hostname, port, host } = new URL(origin);
  let asked: PromiseWithResolvers<number> | null = null;
  const answers = createAnswers((status) => {
    asked?.resolve(status);
    asked = null;
  });
  const fail = (error: Error): void => {
    asked?.reject(error);
    asked = null;
    socket.destroy();
  };
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    onread: {
      buffer: Buffer.alloc(BUFFER_BYTES),
      callback: (bytes, buffer) => {
        try {
          answers.take(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
        } catch (error) {
          fail(new Error(`${origin} can't be read`, { cause: error }));
        }
        return true;
      },
    },
  });
  await once(socket, 'connect');
  socket.on('error', fail);
  socket.on('close', () => fail(new Error(`${origin} closed the connection`)));

  return {
    get: (path) => {
      if (socket.destroyed) return Promise.reject(new Error(`${origin} closed the connection`));
      asked = Promise.withResolvers();
      socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`, 'latin1');
      return asked.promise;
    },
    close: () => socket.destroy(),
  };
};
