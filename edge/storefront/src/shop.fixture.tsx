import type { BasketQuote, OrderView, Visitor } from '@fondaco/contracts/http/storefront-bff';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { App } from './app.tsx';
import type { Basket } from './basket/basket.ts';
import { createBasketStore } from './basket/basket-store.ts';
import type { Bff } from './bff.ts';
import { createCheckoutAttempts } from './checkout/checkout-attempt.ts';
import { ShopProvider } from './shop.tsx';

export const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

export const ada: Visitor = { user: { email: 'ada@example.org', name: 'Ada' }, csrfToken: 't' };
export const nobody: Visitor = { user: null, csrfToken: 't' };

/** Lanterns at `each` pence. */
export const quoteOf = (basket: Basket, each: number): BasketQuote => {
  const lines = basket.map(({ sku, quantity }) => ({
    sku,
    quantity,
    name: 'WHITE METAL LANTERN',
    unitPrice: gbp(each),
    total: gbp(each * quantity),
  }));
  const total = lines.reduce((sum, line) => sum + line.total.amountMinor, 0);
  return { lines, total: lines.length === 0 ? null : gbp(total), unavailable: [] };
};

export const orderView = (state: OrderView['state'], rest: Partial<OrderView> = {}): OrderView => ({
  orderId: '019ab0aa-1234-7000-8000-0000000000aa',
  state,
  final: state === 'confirmed' || state === 'rejected',
  placedAt: '2026-11-23T12:00:00Z',
  ...quoteOf([{ sku: '71053', quantity: 2 }], 375),
  total: gbp(750),
  shortages: [],
  timeline: [{ state, at: '2026-11-23T12:00:00Z' }],
  ...rest,
});

/** Opens the shop at a path, with a server that answers what the test says. */
export const openShop = (path: string, answers: Partial<Bff>, basket: Basket = []) => {
  const notAsked = new Proxy({} as Bff, {
    get: (_, method) => () => Promise.reject(new Error(`nobody expected ${String(method)}`)),
  });
  const store = createBasketStore(localStorage, window);
  store.change(() => basket);
  const parts = {
    bff: Object.assign(Object.create(notAsked), { session: async () => nobody }, answers) as Bff,
    basket: store,
    attempts: createCheckoutAttempts(sessionStorage, () => crypto.randomUUID()),
  };
  const rendered = render(
    <ShopProvider parts={parts}>
      <MemoryRouter initialEntries={[path]}>
        <App />
      </MemoryRouter>
    </ShopProvider>,
  );
  return { ...rendered, ...parts, user: userEvent.setup() };
};
