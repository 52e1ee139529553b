import { createHash } from 'node:crypto';
import type { Order, PlaceOrder } from '@fondaco/contracts/http/orders';
import { TryAgain } from '../patience.ts';
import type { ApiAnswer } from './api-answer.ts';
import type { ApiRequest, PublicApi } from './public-api.ts';

type Stored = { readonly owner: string; readonly key: string; readonly body: string; readonly order: Order };

/**
 * A shop in memory that speaks the public API as far as a replay needs it: accounts, tokens that end after
 * some uses, orders by idempotency key, attempts to pay, orders final only when paid for and asked about.
 */
export const createShop = (options: {
  /** Unit prices in pence, by SKU. */
  readonly prices: Map<string, number>;
  /** Whether a call fails, and whether the request was carried out before it did. */
  readonly fails?: (call: number) => 'before' | 'after' | null;
  readonly tokenUses?: number;
  readonly endsAs?: (order: PlaceOrder) => Order['state'];
}) => {
  const passwords = new Map<string, string>();
  const tokens = new Map<string, { owner: string; uses: number }>();
  const stored: Stored[] = [];
  const asked = new Map<string, number>();
  const attempts = new Map<string, { key: string; cardToken: string }>();
  let calls = 0;

  const session = (owner: string): ApiAnswer => {
    const accessToken = `token-${calls}-${owner}`;
    tokens.set(accessToken, { owner, uses: options.tokenUses ?? Number.POSITIVE_INFINITY });
    return ok({ accessToken });
  };

  const register = ({ email, password }: { email: string; password: string }): ApiAnswer => {
    if (passwords.has(email)) return no(409, 'users/email-taken');
    passwords.set(email, password);
    return session(email);
  };

  const place = (owner: string, key: string, body: PlaceOrder): ApiAnswer => {
    const earlier = stored.find((each) => each.owner === owner && each.key === key);
    const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    if (earlier)
      return earlier.body === hash ? ok(asItIsNow(earlier.order)) : no(422, 'orders/idempotency-key-reused');
    const unknownSkus = body.lines.map(({ sku }) => sku).filter((sku) => !options.prices.has(sku));
    if (unknownSkus.length > 0) return no(422, 'orders/unknown-sku', { unknownSkus });
    const order = orderOf(
      body,
      `order-${stored.length + 1}`,
      options.prices,
      options.endsAs?.(body) ?? 'confirmed',
    );
    stored.push({ owner, key, body: hash, order });
    return ok(asItIsNow(order));
  };

  const asItIsNow = (order: Order): Order =>
    asked.has(order.orderId) && settled(order) ? order : { ...order, state: 'pending', final: false };

  const readOrder = (owner: string, orderId: string): ApiAnswer => {
    const found = stored.find((each) => each.owner === owner && each.order.orderId === orderId);
    if (found === undefined) return no(404, 'orders/not-found');
    const times = (asked.get(orderId) ?? 0) + 1;
    asked.set(orderId, times);
    return ok(
      times < 2 || !settled(found.order) ? { ...found.order, state: 'reserved', final: false } : found.order,
    );
  };

  const settled = ({ orderId, state }: Order): boolean => state === 'rejected' || attempts.has(orderId);

  const pay = (owner: string, orderId: string, key: string, cardToken: string): ApiAnswer => {
    const order = stored.find((each) => each.owner === owner && each.order.orderId === orderId)?.order;
    if (order === undefined) return no(404, 'payments/no-such-payment');
    if (order.state === 'rejected') return no(409, 'payments/not-payable');
    const earlier = attempts.get(orderId);
    if (earlier !== undefined && earlier.key !== key) return no(409, 'payments/attempt-unfinished');
    attempts.set(orderId, { key, cardToken });
    return ok({ state: 'waiting' });
  };

  const carryOut = ({ method, path, body, headers = {} }: ApiRequest): ApiAnswer => {
    if (path === '/users') return register(body as { email: string; password: string });
    if (path === '/sessions') {
      const { email, password } = body as { email: string; password: string };
      return passwords.get(email) === password ? session(email) : no(401, 'users/wrong-credentials');
    }
    const token = tokens.get(headers.authorization?.slice('Bearer '.length) ?? '');
    if (token === undefined || token.uses-- <= 0) return no(401, 'access/unauthorised');
    const paid = /^\/payments\/([^/]+)\/attempts$/.exec(path)?.[1];
    if (paid !== undefined)
      return pay(
        token.owner,
        paid,
        headers['idempotency-key'] ?? '',
        (body as { cardToken: string }).cardToken,
      );
    if (method === 'POST') return place(token.owner, headers['idempotency-key'] ?? '', body as PlaceOrder);
    if (path.startsWith('/orders?')) {
      const mine = stored.filter(({ owner }) => owner === token.owner);
      return ok({ items: mine.map(({ order }) => order), nextCursor: null });
    }
    return readOrder(token.owner, path.slice('/orders/'.length));
  };

  const api: PublicApi = {
    ask: async (request) => {
      const failure = options.fails?.(++calls) ?? null;
      if (failure === 'before') throw new TryAgain('away');
      const answer = carryOut(request);
      if (failure === 'after') throw new TryAgain('away');
      return answer;
    },
    close: async () => undefined,
  };
  return { api, orders: stored, accounts: passwords, attempts };
};

const ok = (body: unknown): ApiAnswer => ({ ok: true, body });

const no = (status: number, code: string, extra: object = {}): ApiAnswer => ({
  ok: false,
  status,
  problem: { type: 'about:blank', title: code, status, code, ...extra },
});

const pounds = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

const orderOf = (
  { lines, reference, email, delivery }: PlaceOrder,
  orderId: string,
  prices: ReadonlyMap<string, number>,
  state: Order['state'],
): Order => {
  const priced = lines.map(({ sku, quantity }) => {
    const price = prices.get(sku) ?? 0;
    return {
      sku,
      name: sku,
      quantity,
      unitPrice: pounds(price),
      total: pounds(price * quantity),
      shipped: 0,
      cancelled: 0,
      refunded: 0,
    };
  });
  return {
    orderId,
    state,
    final: true,
    reference: reference ?? null,
    email,
    language: 'en',
    delivery,
    lines: priced,
    total: pounds(priced.reduce((sum, { total }) => sum + total.amountMinor, 0)),
    paymentDeadline: '2026-01-01T00:30:00Z',
    cancellable: false,
    shipments: [],
    refunds: [],
    shortages: [],
    timeline: [],
    placedAt: '2026-01-01T00:00:00Z',
  };
};
