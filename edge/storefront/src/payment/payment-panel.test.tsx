import { BffProblem, BffUnreachable } from '@fondaco/chassis/browser';
import type { OrderView, PaymentAttemptView } from '@fondaco/contracts/http/storefront-bff';
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Bff } from '../bff.ts';
import { ada, openShop, orderView } from '../shop.fixture.tsx';
import { ProviderUnreachable } from './card-tokens.ts';
import { isPaymentMoving, paymentStep } from './payment-step.ts';

afterEach(cleanup);

const TOKEN_URL = 'https://provider.example/v1/card-tokens';
const path = `/orders/${orderView('pending').orderId}`;
const attempt = (rest: Partial<PaymentAttemptView> = {}): PaymentAttemptView => ({
  attemptId: 'a1',
  state: 'processing',
  failure: null,
  actionUrl: null,
  ...rest,
});
const paidBy = (made: PaymentAttemptView | null, state: 'due' | 'authorised' = 'due') =>
  orderView('reserved', { payment: { state, attempt: made } });

/** Ada before an order that waits for its payment; what she sends is kept. */
const till = (answers: (PaymentAttemptView | Error)[], tokenFor = vi.fn(async () => 'tok_ok')) => {
  const server = { order: paidBy(null), asked: 0 };
  const sent: { key: string; cardToken: string }[] = [];
  const bff: Partial<Bff> = {
    session: async () => ada,
    order: async () => {
      server.asked += 1;
      return server.order;
    },
    paymentForm: async () => ({ provider: 'sandbox', tokenUrl: TOKEN_URL }),
    payOrder: async (_orderId, key, cardToken) => {
      sent.push({ key, cardToken });
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer;
      server.order = paidBy(answer);
      return answer;
    },
  };
  return { server, sent, ...openShop(path, bff, [], tokenFor), tokenFor };
};

const pay = async (user: ReturnType<typeof openShop>['user'], number = '4242 4242 4242 4242') => {
  await user.type(await screen.findByLabelText('Card number'), number);
  await user.type(screen.getByLabelText('Expires'), '04/29');
  await user.type(screen.getByLabelText('Security code'), '123');
  await user.click(screen.getByRole('button', { name: 'Pay £7.50' }));
};
const step = () => screen.getByTestId('payment').dataset.step;

test('the card goes to the provider, its token to the shop, and the page waits for what becomes of it', async () => {
  const { user, sent, tokenFor, server } = till([attempt()]);
  await pay(user);
  await waitFor(() => expect(step()).toBe('working'));
  expect(tokenFor).toHaveBeenCalledExactlyOnceWith(TOKEN_URL, {
    number: '4242424242424242',
    expiryMonth: 4,
    expiryYear: 2029,
    cvc: '123',
  });
  expect(sent.map(({ cardToken }) => cardToken)).toEqual(['tok_ok']);
  const kept = [localStorage, sessionStorage].flatMap((storage) => Object.values(storage));
  expect(JSON.stringify(kept)).not.toContain('4242');

  server.order = orderView('confirmed', { payment: { state: 'authorised', attempt: attempt() } });
  await waitFor(() => expect(screen.queryByTestId('payment')).toBeNull(), { timeout: 3000 });
});

test('a declined card says why, and another can be tried under a key of its own', async () => {
  const { user, sent } = till([
    attempt({ state: 'declined', failure: 'insufficient-funds' }),
    attempt({ attemptId: 'a2' }),
  ]);
  await pay(user);
  expect((await screen.findByTestId('payment-failure')).textContent).toContain('There isn’t enough money');
  await user.clear(screen.getByLabelText('Card number'));
  await user.type(screen.getByLabelText('Card number'), '5555555555554444');
  await user.click(screen.getByRole('button', { name: 'Pay £7.50' }));
  await waitFor(() => expect(step()).toBe('working'));
  expect(new Set(sent.map(({ key }) => key)).size).toBe(2);
});

test('a payment begun here goes on at the bank by itself, once', async () => {
  const actionUrl = 'https://provider.example/confirm/1';
  const { user, leaveFor, server } = till([attempt({ state: 'action-required', actionUrl })]);
  await pay(user);
  const link = await screen.findByRole('link', { name: 'Confirm with your bank' });
  expect(link.getAttribute('href')).toBe(actionUrl);
  const { asked } = server;
  await waitFor(() => expect(server.asked).toBeGreaterThan(asked + 1), { timeout: 4000 });
  expect(leaveFor).toHaveBeenCalledExactlyOnceWith(actionUrl);
});

test('who comes back from the bank is not sent there again, but can go', async () => {
  const { server, leaveFor } = till([]);
  const actionUrl = 'https://provider.example/confirm/1';
  server.order = paidBy(attempt({ state: 'action-required', actionUrl }));
  expect(await screen.findByRole('link', { name: 'Confirm with your bank' }, { timeout: 3000 })).toBeTruthy();
  expect(leaveFor).not.toHaveBeenCalled();
});

test('a payment whose answer is lost is asked for again with the same key and token', async () => {
  const { user, sent, tokenFor } = till([new BffUnreachable(null), attempt()]);
  await pay(user);
  await screen.findByTestId('unsettled-payment');
  await user.click(screen.getByRole('button', { name: 'Ask again' }));
  await waitFor(() => expect(step()).toBe('working'));
  expect(sent[1]).toEqual(sent[0]);
  expect(tokenFor).toHaveBeenCalledTimes(1);
});

test('a refused payment can be tried anew, under another key', async () => {
  const refused = new BffProblem(409, { code: 'payments/attempt-unfinished' });
  const { user, sent } = till([refused, attempt()]);
  await pay(user);
  expect((await screen.findByTestId('form-failure')).textContent).toContain('already under way');
  await user.click(screen.getByRole('button', { name: 'Pay £7.50' }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.key).not.toBe(sent[0]?.key);
});

test('a slip in the card is told at its field and goes nowhere', async () => {
  const { user, tokenFor, sent } = till([]);
  await pay(user, '4242');
  const field = screen.getByLabelText('Card number');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  const told = (field.getAttribute('aria-describedby') ?? '').split(' ')[0] ?? '';
  expect(document.getElementById(told)?.textContent).toContain('12 to 19 digits');
  expect(tokenFor).not.toHaveBeenCalled();
  expect(sent).toEqual([]);
});

test('a provider that is away is said to be, and nothing was sent to the shop', async () => {
  const away = vi.fn(async () => Promise.reject(new ProviderUnreachable(null)));
  const { user, sent } = till([], away);
  await pay(user);
  expect((await screen.findByTestId('form-failure')).textContent).toContain('Your card was not charged.');
  expect(sent).toEqual([]);
});

test('one payment is begun however often the form is sent', async () => {
  const { user, sent } = till([attempt(), attempt()]);
  await user.type(await screen.findByLabelText('Card number'), '4242424242424242');
  await user.type(screen.getByLabelText('Expires'), '0429');
  await user.type(screen.getByLabelText('Security code'), '123');
  const form = screen.getByRole('form', { name: 'Card' });
  act(() => {
    form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  });
  await waitFor(() => expect(step()).toBe('working'));
  expect(sent).toHaveLength(1);
});

const of = (state: OrderView['state'], payment: OrderView['payment']) => paymentStep({ state, payment });

test('what a payment asks of its customer follows from order and payment', () => {
  expect(of('pending', { state: 'unknown', attempt: null })).toEqual({ kind: 'pay', failure: null });
  expect(of('pending', { state: 'unknown', attempt: attempt({ state: 'waiting' }) }).kind).toBe('working');
  expect(of('reserved', null).kind).toBe('away');
  expect(of('reserved', { state: 'authorised', attempt: null }).kind).toBe('paid');
  expect(of('reserved', { state: 'due', attempt: attempt({ state: 'authorised' }) }).kind).toBe('paid');
  expect(of('reserved', { state: 'closing', attempt: null }).kind).toBe('none');
  expect(of('confirmed', { state: 'authorised', attempt: null }).kind).toBe('none');
  expect(of('cancelled', null).kind).toBe('none');
});

test('an address that is no web page is not gone to', () => {
  const actionUrl = 'javascript:alert(1)';
  const asked = attempt({ state: 'action-required', actionUrl });
  expect(of('reserved', { state: 'due', attempt: asked }).kind).toBe('working');
});

test('an order that waits for its customer alone is no payment that moves', () => {
  expect(isPaymentMoving(paidBy(null))).toBe(false);
  expect(isPaymentMoving(paidBy(attempt({ state: 'declined', failure: 'card-declined' })))).toBe(false);
  expect(isPaymentMoving(paidBy(attempt()))).toBe(true);
  expect(isPaymentMoving(orderView('reserved', { payment: null }))).toBe(true);
});
