import type {
  BasketQuote,
  CatalogueItem,
  OrderView,
  ProductView,
  SearchView,
  Visitor,
} from '@fondaco/contracts/http/storefront-bff';
import { act, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Location, MemoryRouter, type NavigateFunction, useLocation, useNavigate } from 'react-router';
import { vi } from 'vitest';
import { App } from './app.tsx';
import type { Basket } from './basket/basket.ts';
import { createBasketStore } from './basket/basket-store.ts';
import type { Bff, OrderStream } from './bff.ts';
import { createShelves } from './catalogue/catalogue-shelf.ts';
import { createCheckoutAttempts } from './checkout/checkout-attempt.ts';
import type { CardTokens } from './payment/card-tokens.ts';
import { ShopProvider } from './shop.tsx';

export const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

export const ada: Visitor = { user: { email: 'ada@example.org', name: 'Ada' }, csrfToken: 't' };
export const nobody: Visitor = { user: null, csrfToken: 't' };

/** A product as it stands on a shelf. */
export const cardOf = (slug: string, rest: Partial<CatalogueItem> = {}): CatalogueItem => ({
  slug,
  name: slug.toUpperCase(),
  sku: slug.toUpperCase(),
  price: gbp(375),
  pricesVary: false,
  inStock: true,
  picture: null,
  ...rest,
});

/** What a search found. */
export const foundOf = (slugs: readonly string[], rest: Partial<SearchView> = {}): SearchView => ({
  items: slugs.map((slug) => cardOf(slug)),
  nextCursor: null,
  total: { count: slugs.length, more: false },
  facets: { categories: [], price: null, inStock: slugs.length, properties: [] },
  corrected: null,
  ...rest,
});

/** A product as its own page has it. */
export const productOf = (slug: string, rest: Partial<ProductView> = {}): ProductView => ({
  slug,
  name: 'White metal lantern',
  description: '',
  attributes: {},
  variants: [{ sku: '71053', price: gbp(375), options: {}, available: 40 }],
  pictures: [],
  categories: [],
  ...rest,
});

export const pictureOf = (imageId: string, alt = '') => ({ imageId, alt, width: 1200, height: 900 });

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
  final: !['pending', 'reserved', 'authorised', 'cancelling', 'expiring', 'shipping'].includes(state),
  placedAt: '2026-11-23T12:00:00Z',
  paymentDeadline: '2026-11-23T12:30:00Z',
  cancellable: ['pending', 'reserved', 'authorised', 'confirmed'].includes(state),
  total: gbp(750),
  email: 'ada@example.org',
  delivery: { name: 'Ada', line1: '7 Quay Street', city: 'Bristol', country: 'United Kingdom' },
  lines: quoteOf([{ sku: '71053', quantity: 2 }], 375).lines.map((line) => ({
    ...line,
    shipped: 0,
    refunded: 0,
  })),
  shipments: [],
  refunds: [],
  shortages: [],
  timeline: [{ seq: 1, state, cause: 'x', actor: 'system', detail: null, at: '2026-11-23T12:00:00Z' }],
  payment: { state: 'due', attempt: null },
  ...rest,
});

/** A stream that tells nothing until the test does. */
export const quietStream = () => {
  const stream = Object.assign(new EventTarget(), { readyState: 0 as number, close: () => undefined });
  return {
    stream: stream as OrderStream,
    opens: () => stream.dispatchEvent(new Event('open')),
    tells: (seq: number) =>
      stream.dispatchEvent(new MessageEvent('transition', { lastEventId: String(seq) })),
    fails: (readyState: number) => {
      stream.readyState = readyState;
      stream.dispatchEvent(new Event('error'));
    },
  };
};

type Passed = { readonly location: Location; readonly navigate: NavigateFunction };

const Passing = ({ tell }: { readonly tell: (passed: Passed) => void }) => {
  tell({ location: useLocation(), navigate: useNavigate() });
  return null;
};

/** Opens the shop at a path, with a server, and a payment provider, that answer what the test says. */
export const openShop = (
  path: string,
  answers: Partial<Bff>,
  basket: Basket = [],
  tokenFor: CardTokens = async () => 'tok_ok',
) => {
  const notAsked = new Proxy({} as Bff, {
    get: (_, method) => () => Promise.reject(new Error(`nobody expected ${String(method)}`)),
  });
  const store = createBasketStore(localStorage, window);
  store.change(() => basket);
  const parts = {
    bff: Object.assign(
      Object.create(notAsked),
      { session: async () => nobody, categories: async () => [], orderStream: () => quietStream().stream },
      answers,
    ) as Bff,
    basket: store,
    attempts: createCheckoutAttempts(sessionStorage, () => crypto.randomUUID()),
    shelves: createShelves(),
    tokenFor,
    leaveFor: vi.fn(),
  };
  const been: Passed[] = [];
  const rendered = render(
    <ShopProvider parts={parts}>
      <MemoryRouter initialEntries={[path]}>
        <App />
        <Passing tell={(passed) => been.push(passed)} />
      </MemoryRouter>
    </ShopProvider>,
  );
  /** The address of the page that is shown. */
  const address = () => {
    const { pathname = '', search = '' } = been.at(-1)?.location ?? {};
    return `${pathname}${search}`;
  };
  const goBack = () => act(async () => been.at(-1)?.navigate(-1));
  return { ...rendered, ...parts, address, goBack, user: userEvent.setup() };
};
