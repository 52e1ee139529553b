import { BffProblem, BffUnreachable } from '@fondaco/chassis/browser';
import { expect, test, vi } from 'vitest';
import { createBff } from './bff.ts';

type Asked = { readonly path: string; readonly init: RequestInit };
type Answer = Response | Error;

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const problem = (status: number, code: string) => json(status, { status, code, title: code });
const session = (csrfToken: string) => json(200, { user: null, csrfToken });
const emptyPage = () => json(200, { items: [], nextCursor: null });

const openStream = vi.fn();
const anything = new URLSearchParams();

/** A server that gives these answers, one after the other. */
const server = (...answers: Answer[]) => {
  const asked: Asked[] = [];
  const fetch = vi.fn(async (input: string | URL | Request, init: RequestInit = {}) => {
    const path = input as string;
    asked.push({ path, init });
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`nobody expected ${path}`);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const waits: number[] = [];
  const bff = createBff({ fetch, openStream, wait: async (ms) => void waits.push(ms) });
  return { bff, asked, waits };
};

const header = (asked: Asked | undefined, name: string) => new Headers(asked?.init.headers).get(name);
const request = {
  lines: [{ sku: 'A1', quantity: 1 }],
  email: 'ada@example.org',
  delivery: { name: 'Ada', line1: '1 Rue X', city: 'Lyon', country: 'France' },
  expectedTotal: { amountMinor: 100, currency: 'GBP' },
};

test('a read is repeated when no answer comes or a service is away', async () => {
  const { bff, asked, waits } = server(
    new TypeError('failed'),
    problem(503, 'products/unavailable'),
    emptyPage(),
  );
  expect(await bff.catalogue(anything, null)).toEqual({ items: [], nextCursor: null });
  expect(asked).toHaveLength(3);
  expect(waits).toEqual([300, 1200]);
});

test('a read gives up after three tries and says which problem it met', async () => {
  const away = () => problem(503, 'products/unavailable');
  const { bff } = server(away(), away(), away());
  await expect(bff.catalogue(anything, null)).rejects.toMatchObject({
    status: 503,
    code: 'products/unavailable',
  });
});

test('a refusal is not repeated', async () => {
  const { bff, asked } = server(problem(404, 'products/not-found'));
  await expect(bff.product('x')).rejects.toBeInstanceOf(BffProblem);
  expect(asked).toHaveLength(1);
});

test('a change carries the CSRF token of the session, which is asked for first', async () => {
  const { bff, asked } = server(session('t1'), session('t2'), session('t3'));
  await bff.logIn({ email: 'a@example.org', password: 'x' });
  expect(asked.map(({ path }) => path)).toEqual(['/bff/session', '/bff/session']);
  expect(header(asked[1], 'x-csrf-token')).toBe('t1');
  await bff.logOut();
  expect(header(asked[2], 'x-csrf-token')).toBe('t2');
});

test('a change whose token went stale is sent once more with a new one', async () => {
  const { bff, asked } = server(
    session('old'),
    problem(403, 'storefront-bff/csrf-token'),
    session('new'),
    session('newer'),
  );
  await bff.logIn({ email: 'a@example.org', password: 'x' });
  expect(header(asked[3], 'x-csrf-token')).toBe('new');
});

test('logging in is not repeated when its answer is lost', async () => {
  const { bff, asked } = server(session('t1'), new TypeError('failed'));
  await expect(bff.logIn({ email: 'a@example.org', password: 'x' })).rejects.toBeInstanceOf(BffUnreachable);
  expect(asked).toHaveLength(2);
});

test('an order whose answer is lost is sent again under the same key', async () => {
  const { bff, asked } = server(session('t1'), new TypeError('failed'), json(201, { orderId: 'o1' }));
  expect(await bff.placeOrder('key-1', request)).toEqual({ orderId: 'o1' });
  expect(asked.slice(1).map((one) => header(one, 'idempotency-key'))).toEqual(['key-1', 'key-1']);
  expect(asked[1]?.init.body).toBe(asked[2]?.init.body);
});

test('a try at paying whose answer is lost is sent again under the same key', async () => {
  const { bff, asked } = server(
    session('t1'),
    problem(503, 'payments/unavailable'),
    json(202, { attemptId: 'a1' }),
  );
  expect(await bff.payOrder('o1', 'key-1', 'tok_ok')).toEqual({ attemptId: 'a1' });
  expect(asked[1]?.path).toBe('/bff/orders/o1/payment-attempts');
  expect(asked.slice(1).map((one) => header(one, 'idempotency-key'))).toEqual(['key-1', 'key-1']);
  expect(asked[2]?.init.body).toBe('{"cardToken":"tok_ok"}');
});

test('an order is watched at its own address', () => {
  server().bff.orderStream('o1');
  expect(openStream).toHaveBeenLastCalledWith('/bff/orders/o1/stream');
});

test('a page in the place of an answer is no answer', async () => {
  const page = () => new Response('<html>', { status: 200 });
  const { bff } = server(page(), page(), page());
  await expect(bff.catalogue(anything, null)).rejects.toBeInstanceOf(BffUnreachable);
});

test('a request that takes too long is given up', async () => {
  const bff = createBff({
    fetch: (_path, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    openStream,
    wait: async () => {},
    timeoutMs: 5,
  });
  await expect(bff.orders(null)).rejects.toBeInstanceOf(BffUnreachable);
});

test('leaving a page ends its request without a word', async () => {
  const left = new AbortController();
  const bff = createBff({
    fetch: async () => {
      left.abort();
      throw new TypeError('failed');
    },
    openStream,
    wait: async () => {},
  });
  await expect(bff.orders(null, left.signal)).rejects.toBe(left.signal.reason);
});
