import { BffProblem, BffUnreachable } from '@fondaco/chassis/browser';
import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { beforeEach, expect, test } from 'vitest';
import { createBasketStore } from '../basket/basket-store.ts';
import { createCheckoutAttempts } from './checkout-attempt.ts';
import { placeOrder } from './place-order.ts';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

const CUSTOMER = 'ada@example.org';
const request = {
  lines: [{ sku: 'A1', quantity: 2 }],
  email: CUSTOMER,
  delivery: { name: 'Ada', line1: '1 Rue X', city: 'Lyon', country: 'France' },
  expectedTotal: { amountMinor: 200, currency: 'GBP' },
};
const order = { orderId: 'o1' } as OrderView;

const page = (answers: (OrderView | Error)[]) => {
  const sent: string[] = [];
  let keys = 0;
  const parts = {
    bff: {
      placeOrder: async (key: string) => {
        sent.push(key);
        const answer = answers.shift();
        if (answer === undefined || answer instanceof Error) throw answer;
        return answer;
      },
    },
    attempts: createCheckoutAttempts(sessionStorage, () => {
      keys += 1;
      return `key-${keys}-${Math.random()}`;
    }),
    basket: createBasketStore(localStorage, window),
  };
  return { ...parts, sent, place: placeOrder.bind(null, parts) };
};

test('a placed order settles its attempt and leaves the basket', async () => {
  const { attempts, basket, place } = page([order]);
  basket.change(() => [...request.lines, { sku: 'B2', quantity: 1 }]);
  expect(await place(attempts.begin(CUSTOMER, request))).toBe(order);
  expect(attempts.unsettled(CUSTOMER)).toBeNull();
  expect(sessionStorage.length).toBe(0);
  expect(basket.read()).toEqual([{ sku: 'B2', quantity: 1 }]);
});

test('after a lost answer and a reload the same request goes out under the same key', async () => {
  const before = page([new BffUnreachable(null)]);
  before.basket.change(() => request.lines);
  await expect(before.place(before.attempts.begin(CUSTOMER, request))).rejects.toThrow();

  const reloaded = page([order]);
  const left = reloaded.attempts.unsettled(CUSTOMER);
  if (left === null) throw new Error('the attempt is gone');
  expect(left.request).toEqual(request);
  await reloaded.place(left);
  expect(reloaded.sent).toEqual(before.sent);
  expect(reloaded.attempts.unsettled(CUSTOMER)).toBeNull();
});

test.each([
  [409, 'orders/price-changed'],
  [422, 'orders/unknown-sku'],
  [400, 'request/invalid'],
])('a refusal (%d %s) settles the attempt: the next one has a key of its own', async (status, code) => {
  const { attempts, place, sent } = page([new BffProblem(status, { code }), order]);
  await expect(place(attempts.begin(CUSTOMER, request))).rejects.toThrow();
  expect(attempts.unsettled(CUSTOMER)).toBeNull();
  await place(attempts.begin(CUSTOMER, request));
  expect(new Set(sent).size).toBe(2);
});

test.each([401, 403, 408, 429, 500, 502, 503, 504])(
  'an answer %d does not say whether the order is placed: the attempt stays',
  async (status) => {
    const { attempts, place } = page([new BffProblem(status, { code: 'x' })]);
    const attempt = attempts.begin(CUSTOMER, request);
    await expect(place(attempt)).rejects.toThrow();
    expect(attempts.unsettled(CUSTOMER)).toEqual(attempt);
  },
);

test('an attempt is nothing to another customer', async () => {
  const { attempts } = page([]);
  attempts.begin(CUSTOMER, request);
  expect(attempts.unsettled('other@example.org')).toBeNull();
});

test('what is no attempt in the storage is none', () => {
  const olderForm = { idempotencyKey: 'k', customer: CUSTOMER, request: { lines: [], country: 'France' } };
  for (const stored of ['{"idempotencyKey":1}', JSON.stringify(olderForm), '{']) {
    sessionStorage.setItem('fondaco.checkout', stored);
    expect(page([]).attempts.unsettled(CUSTOMER)).toBeNull();
  }
});
