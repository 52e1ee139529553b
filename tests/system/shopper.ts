import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Order } from '@fondaco/contracts/http/orders';
import type { Product } from '@fondaco/contracts/http/products';
import type { Session } from '@fondaco/contracts/http/users';
import { Agent, request } from 'undici';
import type { System } from './system.ts';

export type Answer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape, wrong ones included.
  body: any;
};

/** Somebody who uses the gateway's public API, trusting nothing but the instance's own authority. */
export type Shopper = {
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, options?: CallOptions): Promise<Answer>;
  register(): Promise<Session>;
  products(): Promise<Product[]>;
  placeOrder(token: string, lines: { sku: string; quantity: number }[], key?: string): Promise<Order>;
  close(): Promise<void>;
};

export type CallOptions = {
  token?: string;
  key?: string;
  headers?: Record<string, string>;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
};

export const shopperOf = async (system: System): Promise<Shopper> => {
  // HTTP/1.1: the client library gives up a whole HTTP/2 connection when the server refuses one large body.
  const agent = new Agent({ allowH2: false, connect: { ca: await readFile(system.authority, 'utf8') } });
  const call: Shopper['call'] = async (method, path, options = {}) => {
    const answer = await request(`${system.origin}${path}`, {
      dispatcher: agent,
      method,
      headers: {
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
        ...options.headers,
      },
      ...(options.body === undefined
        ? {}
        : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
    });
    const text = await answer.body.text();
    const json = /json/.test(String(answer.headers['content-type']));
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: json && text !== '' ? JSON.parse(text) : text,
    };
  };
  const expected = (status: number, answer: Answer): Answer => {
    if (answer.status === status) return answer;
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
  return {
    call,
    register: async () => {
      const body = { email: `${randomUUID()}@shopper.example`, password: randomUUID(), name: 'A Shopper' };
      return expected(201, await call('POST', '/api/v1/users', { body })).body as Session;
    },
    products: async () =>
      expected(200, await call('GET', '/api/v1/products?limit=100')).body.items as Product[],
    placeOrder: async (token, lines, key = randomUUID()) =>
      expected(201, await call('POST', '/api/v1/orders', { token, key, body: { lines } })).body as Order,
    close: () => agent.close(),
  };
};
