import type { ProblemDocument } from '@fondaco/contracts/http/common';
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

/** The BFF said no. `code` is stable and what the pages decide by. */
export class BffProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Partial<ProblemDocument>;

  constructor(status: number, problem: Partial<ProblemDocument>) {
    super(problem.title ?? `The shop answered ${status}`);
    this.name = 'BffProblem';
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.problem = problem;
  }
}

/** No answer came, or none in time: whether the request was carried out is not known. */
export class BffUnreachable extends Error {
  constructor(cause: unknown) {
    super('The shop could not be reached', { cause });
    this.name = 'BffUnreachable';
  }
}

/**
 * Whether this failure says for sure that nothing was done. A time-out, a 5xx, a lost session or a rate limit do
 * not: an earlier try under the same key may have got through.
 */
export const isRefusal = (failure: unknown): boolean =>
  failure instanceof BffProblem &&
  failure.status >= 400 &&
  failure.status < 500 &&
  ![401, 403, 408, 425, 429].includes(failure.status);

type Call = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Whether it may be sent again when no good answer came. */
  readonly repeatable: boolean;
};

/** The steps of an order as they happen: `transition` events. Browsers open one that broke off again. */
export type OrderStream = Pick<EventSource, 'addEventListener' | 'readyState' | 'close'>;

type Settings = {
  readonly fetch: typeof globalThis.fetch;
  readonly openStream: (path: string) => OrderStream;
  readonly wait: (ms: number) => Promise<void>;
  readonly timeoutMs?: number;
};

const RETRY_AFTER_MS = [300, 1200];
const isPassing = (failure: unknown) =>
  failure instanceof BffUnreachable ||
  (failure instanceof BffProblem && [502, 503, 504].includes(failure.status));

export type Bff = ReturnType<typeof createBff>;

/** The one way to the server. Every method answers the contract's shape or throws one of the errors above. */
export const createBff = ({ fetch, openStream, wait, timeoutMs = 10_000 }: Settings) => {
  let csrfToken: string | undefined;

  const once = async (call: Call): Promise<unknown> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    let text: string;
    try {
      response = await fetch(call.path, {
        method: call.method,
        credentials: 'same-origin',
        headers: {
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(call.method === 'GET' || csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken }),
          ...call.headers,
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
      });
      text = await response.text();
    } catch (error) {
      call.signal?.throwIfAborted();
      throw new BffUnreachable(error);
    }
    const answer = parse(text);
    if (!response.ok) throw new BffProblem(response.status, (answer ?? {}) as Partial<ProblemDocument>);
    // A 200 that isn't JSON comes from something in between, not from the BFF.
    if (answer === undefined) throw new BffUnreachable(new Error('The answer is not JSON'));
    return answer;
  };

  const patiently = async (call: Call): Promise<unknown> => {
    for (const pause of call.repeatable ? RETRY_AFTER_MS : []) {
      try {
        return await once(call);
      } catch (failure) {
        if (!isPassing(failure)) throw failure;
        await wait(pause);
        call.signal?.throwIfAborted();
      }
    }
    return once(call);
  };

  const get = async <Answer>(path: string, signal?: AbortSignal) =>
    (await patiently({ method: 'GET', path, signal, repeatable: true })) as Answer;

  const visitor = (answer: Visitor): Visitor => {
    csrfToken = answer.csrfToken;
    return answer;
  };
  const session = async (signal?: AbortSignal) => visitor(await get<Visitor>('/bff/session', signal));

  const change = async <Answer>(call: Omit<Call, 'repeatable'> & { readonly repeatable?: boolean }) => {
    if (csrfToken === undefined) await session(call.signal);
    const whole = { repeatable: false, ...call };
    try {
      return (await patiently(whole)) as Answer;
    } catch (failure) {
      // Another tab logged in or out, and the token changed under us. Nothing was done, so it may be sent again.
      if (!(failure instanceof BffProblem && failure.code === 'storefront-bff/csrf-token')) throw failure;
      await session(call.signal);
      return (await patiently(whole)) as Answer;
    }
  };

  return {
    session,
    logIn: async (body: LogIn) =>
      visitor(await change<Visitor>({ method: 'POST', path: '/bff/session', body })),
    logOut: async () => visitor(await change<Visitor>({ method: 'DELETE', path: '/bff/session' })),
    register: async (body: Registration) =>
      visitor(await change<Visitor>({ method: 'POST', path: '/bff/registration', body })),

    /** The query as in the page's own address; the cursor is a former answer's. */
    catalogue: (query: URLSearchParams, cursor: string | null, signal?: AbortSignal) =>
      get<CataloguePage>(withQuery('/bff/catalogue', query, cursor), signal),
    search: (query: URLSearchParams, cursor: string | null, signal?: AbortSignal) =>
      get<SearchView>(withQuery('/bff/search', query, cursor), signal),
    /** Asked once: who types on asks another question anyway. */
    suggestions: async (q: string, signal?: AbortSignal) =>
      (await once({
        method: 'GET',
        path: withQuery('/bff/suggestions', new URLSearchParams({ q }), null),
        signal,
        repeatable: false,
      })) as SuggestionsView,
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

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
