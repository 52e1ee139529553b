import { BffProblem, type BffSettings, createBffClient } from '@fondaco/chassis/browser';
import type {
  BasketQuote,
  BasketRequest,
  CataloguePage,
  CategoriesView,
  CheckoutRequest,
  LogIn,
  OrderListView,
  OrderView,
  PaymentAttemptView,
  PaymentForm,
  ProductView,
  SearchView,
  SuggestionsView,
  Visitor,
} from '@fondaco/contracts/http/storefront-bff';
import type { Registration } from '@fondaco/contracts/http/users';

/**
 * Whether this failure says for sure that nothing was done. A time-out, a 5xx, a lost session or a rate limit do
 * not: an earlier try under the same key may have got through.
 */
export const isRefusal = (failure: unknown): boolean =>
  failure instanceof BffProblem &&
  failure.status >= 400 &&
  failure.status < 500 &&
  ![401, 403, 408, 425, 429].includes(failure.status);

/** The steps of an order as they happen: `transition` events. Browsers open one that broke off again. */
export type OrderStream = Pick<EventSource, 'addEventListener' | 'readyState' | 'close'>;

type Settings = BffSettings & { readonly openStream: (path: string) => OrderStream };

export type Bff = ReturnType<typeof createBff>;

/** The one way to the server. Every method answers the contract's shape, or throws BffProblem or BffUnreachable. */
export const createBff = ({ openStream, ...settings }: Settings) => {
  const client = createBffClient({ ...settings, bff: 'storefront-bff', sessionPath: '/bff/session' });
  const { get, getOnce, change, remembered } = client;

  return {
    session: (signal?: AbortSignal) => client.session<Visitor>(signal),
    logIn: async (body: LogIn) =>
      remembered(await change<Visitor>({ method: 'POST', path: '/bff/session', body })),
    logOut: async () => remembered(await change<Visitor>({ method: 'DELETE', path: '/bff/session' })),
    register: async (body: Registration) =>
      remembered(await change<Visitor>({ method: 'POST', path: '/bff/registration', body })),

    /** The query as in the page's own address; the cursor is a former answer's. */
    catalogue: (query: URLSearchParams, cursor: string | null, signal?: AbortSignal) =>
      get<CataloguePage>(withQuery('/bff/catalogue', query, cursor), signal),
    search: (query: URLSearchParams, cursor: string | null, signal?: AbortSignal) =>
      get<SearchView>(withQuery('/bff/search', query, cursor), signal),
    /** Asked once: who types on asks another question anyway. */
    suggestions: (q: string, signal?: AbortSignal) =>
      getOnce<SuggestionsView>(withQuery('/bff/suggestions', new URLSearchParams({ q }), null), signal),
    categories: async (signal?: AbortSignal) =>
      (await get<CategoriesView>('/bff/categories', signal)).categories,
    product: (slug: string, signal?: AbortSignal) =>
      get<ProductView>(`/bff/products/${encodeURIComponent(slug)}`, signal),
    quote: (lines: BasketRequest['lines'], signal?: AbortSignal) =>
      change<BasketQuote>({
        method: 'POST',
        path: '/bff/basket/quote',
        body: { lines },
        signal,
        repeatable: true,
      }),

    /** Safe to repeat under the same key: the first answer comes again. */
    placeOrder: (idempotencyKey: string, body: CheckoutRequest) =>
      change<OrderView>({
        method: 'POST',
        path: '/bff/orders',
        headers: { 'idempotency-key': idempotencyKey },
        body,
        repeatable: true,
      }),
    orders: (cursor: string | null, signal?: AbortSignal) =>
      get<OrderListView>(
        cursor === null ? '/bff/orders' : `/bff/orders?cursor=${encodeURIComponent(cursor)}`,
        signal,
      ),
    order: (orderId: string, signal?: AbortSignal) => get<OrderView>(orderPath(orderId), signal),
    orderStream: (orderId: string) => openStream(`${orderPath(orderId)}/stream`),
    /** Safe to repeat: an order that is being cancelled stays so. */
    cancelOrder: (orderId: string) =>
      change<OrderView>({
        method: 'POST',
        path: `${orderPath(orderId)}/cancellation`,
        body: {},
        repeatable: true,
      }),

    paymentForm: () => get<PaymentForm>('/bff/payment-form'),
    /** Safe to repeat under the same key: it is one try at paying, however often it is sent. */
    payOrder: (orderId: string, idempotencyKey: string, cardToken: string) =>
      change<PaymentAttemptView>({
        method: 'POST',
        path: `${orderPath(orderId)}/payment-attempts`,
        headers: { 'idempotency-key': idempotencyKey },
        body: { cardToken },
        repeatable: true,
      }),
  };
};

const withQuery = (path: string, query: URLSearchParams, cursor: string | null) => {
  const whole = new URLSearchParams(query);
  if (cursor !== null) whole.set('cursor', cursor);
  return whole.size === 0 ? path : `${path}?${whole}`;
};

const orderPath = (orderId: string) => `/bff/orders/${encodeURIComponent(orderId)}`;
