import { BffProblem, BffUnreachable } from '@fondaco/chassis/browser';
import type { CheckoutRequest } from '@fondaco/contracts/http/storefront-bff';
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ada, gbp, openShop, orderView, quoteOf } from '../shop.fixture.tsx';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(cleanup);

const two = [{ sku: '71053', quantity: 2 }];

/** A server that knows Ada and answers her orders in turn. */
const server = (...answers: (Error | ReturnType<typeof orderView>)[]) => {
  const placed: { key: string; request: CheckoutRequest }[] = [];
  return {
    placed,
    bff: {
      session: async () => ada,
      quote: async (lines: typeof two) => quoteOf(lines, 375),
      order: async () => orderView('confirmed'),
      placeOrder: async (key: string, request: CheckoutRequest) => {
        placed.push({ key, request });
        const answer = answers.shift();
        if (answer === undefined || answer instanceof Error) throw answer;
        return answer;
      },
    },
  };
};
type User = ReturnType<typeof openShop>['user'];
const fillIn = async (user: User) => {
  await user.type(await screen.findByLabelText('Address'), '7 Quay Street');
  await user.type(screen.getByLabelText('City'), ' Bristol ');
};
const place = async (user: User) => {
  await fillIn(user);
  await user.click(screen.getByRole('button', { name: 'Place order' }));
};

test('somebody unknown is asked to log in first, and comes back here', async () => {
  openShop('/checkout', { quote: async (lines) => quoteOf(lines, 375) }, two);
  const links = (await screen.findByTestId('log-in-first')).querySelectorAll('a');
  expect([...links].map((link) => link.getAttribute('href'))).toEqual([
    '/log-in?next=%2Fcheckout',
    '/register?next=%2Fcheckout',
  ]);
});

test('an order goes out with address, e-mail and the total that was shown, and leads to its page', async () => {
  const { bff, placed } = server(orderView('pending'));
  const { user, basket } = openShop('/checkout', bff, two);
  await user.selectOptions(await screen.findByLabelText('Country'), 'France');
  await place(user);
  expect((await screen.findByTestId('order-state')).dataset.state).toBe('confirmed');
  expect(placed.map(({ request }) => request)).toEqual([
    {
      lines: two,
      email: 'ada@example.org',
      language: 'en',
      delivery: { name: 'Ada', line1: '7 Quay Street', city: 'Bristol', country: 'France' },
      expectedTotal: gbp(750),
    },
  ]);
  expect(basket.read()).toEqual([]);
});

test('a changed price is shown and asked about again, under a new key', async () => {
  const quote = { lines: quoteOf(two, 400).lines, total: gbp(800) };
  const { bff, placed } = server(
    new BffProblem(409, { code: 'orders/price-changed', quote }),
    orderView('pending'),
  );
  const { user } = openShop('/checkout', bff, two);
  await place(user);
  expect((await screen.findByTestId('price-changed')).textContent).toContain('£8.00');
  await waitFor(() => expect(screen.getByTestId('checkout-total').textContent).toBe('£8.00'));
  expect((screen.getByLabelText('Address') as HTMLInputElement).value).toBe('7 Quay Street');
  await user.click(screen.getByRole('button', { name: 'Place order' }));
  await screen.findByTestId('order-state');
  expect(placed.map(({ request }) => request.expectedTotal)).toEqual([gbp(750), gbp(800)]);
  expect(new Set(placed.map(({ key }) => key)).size).toBe(2);
});

test('a lost answer is asked for again after a reload, with the same key and body', async () => {
  const lost = server(new BffUnreachable(null));
  const before = openShop('/checkout', lost.bff, two);
  await place(before.user);
  await screen.findByTestId('unsettled-attempt');
  before.unmount();

  const back = server(orderView('pending'));
  const { user } = openShop('/checkout', back.bff, two);
  await user.click(await screen.findByRole('button', { name: 'Ask again' }));
  await screen.findByTestId('order-state');
  expect(back.placed).toEqual(lost.placed);
  expect(sessionStorage.length).toBe(0);
});

test('an attempt can be let go', async () => {
  const { bff } = server(new BffUnreachable(null));
  const { user } = openShop('/checkout', bff, two);
  await place(user);
  await user.click(await screen.findByRole('button', { name: /start over/ }));
  expect(await screen.findByRole('button', { name: 'Place order' })).toBeTruthy();
  expect((screen.getByLabelText('City') as HTMLInputElement).value).toBe('Bristol');
});

test('one order is placed however often the form is sent', async () => {
  const { bff, placed } = server(orderView('pending'), orderView('pending'));
  openShop('/checkout', bff, two);
  const form = await screen.findByRole('form', { name: 'Checkout' });
  act(() => {
    form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  });
  await screen.findByTestId('order-state');
  expect(placed).toHaveLength(1);
});
