import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { v7 } from 'uuid';
import { Problem, problemDocument } from './problem.ts';

/** What Node's parser refuses before there is a request; anything else is `MALFORMED`. */
const BY_CODE: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Problem({
    status: 408,
    code: 'request/too-slow',
    title: 'The request did not come in time',
  }),
  HPE_HEADER_OVERFLOW: new Problem({
    status: 431,
    code: 'request/too-large',
    title: 'The headers are too large',
  }),
};

const MALFORMED = new Problem({
  status: 400,
  code: 'request/malformed',
  title: 'The request is malformed',
});

/** Answers with a problem document on the bare connection, and ends it. */
export const answerUnreadable = (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const problem = BY_CODE[error.code ?? ''] ?? MALFORMED;
  const body = JSON.stringify(problemDocument(problem, { instance: `urn:request:${v7()}` }));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
};
