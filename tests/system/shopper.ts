import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Order, PlaceOrder } from '@fondaco/contracts/http/orders';
import type { Attempt } from '@fondaco/contracts/http/payments';
import type { Product } from '@fondaco/contracts/http/products';
import type { Session } from '@fondaco/contracts/http/users';
import { Agent, request } from 'undici';
import type { System } from './system.ts';
import { rememberSecret } from './used-secrets.ts';

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
  placeOrder(token: string, lines: Lines, more?: Partial<PlaceOrder>): Promise<Order>;
  /** Takes a test card's token to Payments; what comes of it is seen later. */
  pay(token: string, orderId: string, cardToken?: string): Promise<Attempt>;
  order(token: string, orderId: string): Promise<Order>;
  /** Server-sent events, as they come. `after` is the id of the last one that is known. */
  stream(path: string, options: { token: string; after?: string | undefined }): AsyncGenerator<StreamEvent>;
  close(): Promise<void>;
};

export type StreamEvent = { readonly id: string; readonly type: string; readonly data: string };

export type Lines = { sku: string; quantity: number }[];

/** Everything that an order must say beside its lines. */
export const buyer: Pick<PlaceOrder, 'email' | 'delivery'> = {
  email: 'ada@shopper.example',
  delivery: {
    name: 'Ada Shopper',
    line1: '1 High Street',
    postcode: 'N1 9GU',
    city: 'London',
    country: 'GB',
  },
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
      const session = expected(201, await call('POST', '/api/v1/users', { body })).body as Session;
      rememberSecret(body.email, body.password, session.accessToken, session.refreshToken);
      return session;
    },
    products: async () =>
      expected(200, await call('GET', '/api/v1/products?limit=100')).body.items as Product[],
    placeOrder: async (token, lines, more = {}) => {
      const body = { ...buyer, lines, ...more };
      return expected(201, await call('POST', '/api/v1/orders', { token, key: randomUUID(), body })).body;
    },
    pay: async (token, orderId, cardToken = 'tok_ok') => {
      const path = `/api/v1/payments/${orderId}/attempts`;
      return expected(202, await call('POST', path, { token, key: randomUUID(), body: { cardToken } })).body;
    },
    order: async (token, orderId) =>
      expected(200, await call('GET', `/api/v1/orders/${orderId}`, { token })).body,
    stream: async function* (path, { token, after }) {
      const answer = await request(`${system.origin}${path}`, {
        dispatcher: agent,
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${token}`,
          ...(after === undefined ? {} : { 'last-event-id': after }),
        },
      });
      if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}`);
      let text = '';
      for await (const chunk of answer.body.setEncoding('utf8')) {
        const events = (text + String(chunk)).split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) yield eventOf(event);
      }
    },
    close: () => agent.close(),
  };
};

const eventOf = (text: string): StreamEvent => {
  const field = (name: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  return { id: field('id'), type: field('event'), data: field('data') };
};
