import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Form, readForm, recordOf, textOf } from './form-body.ts';
import {
  beginIntent,
  cancelIntent,
  captureIntent,
  type Intent,
  type Refund,
  refundIntent,
  StripeProblem,
  settleAction,
} from './stripe-intents.ts';

type Event = { id: string; object: 'event'; type: string; created: number; data: { object: unknown } };
type Answer = { readonly status: number; readonly body: unknown };

/** Speaks Stripe's requests and remembers what came of them: PaymentIntents, refunds, events, keys, errors. */
export const startStripeServer = async (options: { readonly secretKey: string }) => {
  const intents = new Map<string, { intent: Intent; card: string }>();
  const refunds: Refund[] = [];
  const events: Event[] = [];
  const keys = new Map<string, { request: string; answer: Answer }>();
  let count = 0;
  /** Answers that are put in the way: 'lost' does the work and drops the connection. */
  let fault: 'lost' | number | null = null;
  /** Search lags behind by as much as is told. */
  const searchable = new Set<string>();

  const nextId = (prefix: string) => {
    count += 1;
    return `${prefix}_${count}`;
  };
  const now = () => Math.floor(Date.now() / 1000);
  const tell = (type: string, about: unknown) => {
    events.unshift({
      id: nextId('evt'),
      object: 'event',
      type,
      created: now(),
      data: { object: structuredClone(about) },
    });
  };
  const found = (id: string) => {
    const known = intents.get(id);
    if (known === undefined) {
      throw new StripeProblem(404, {
        type: 'invalid_request_error',
        code: 'resource_missing',
        param: 'intent',
      });
    }
    return known;
  };
  const page = <Item extends { id: string }>(all: readonly Item[], query: Form) => {
    const after = all.findIndex(({ id }) => id === textOf(query, 'starting_after'));
    const limit = Number(textOf(query, 'limit') ?? 10);
    const data = all.slice(after + 1, after + 1 + limit);
    return { object: 'list', data, has_more: after + 1 + limit < all.length };
  };
  const since = (query: Form) => Number(recordOf(query, 'created').gte ?? 0);

  const create = (form: Form): Intent => {
    const made = beginIntent(form, nextId('pi'), now());
    intents.set(made.intent.id, made);
    if (made.intent.last_payment_error === null) {
      tell(
        made.intent.status === 'requires_action'
          ? 'payment_intent.requires_action'
          : 'payment_intent.amount_capturable_updated',
        made.intent,
      );
      return made.intent;
    }
    tell('payment_intent.payment_failed', made.intent);
    throw new StripeProblem(402, { ...made.intent.last_payment_error, payment_intent: made.intent });
  };
  const change = (id: string, type: string, apply: (intent: Intent, card: string) => void): Intent => {
    const { intent, card } = found(id);
    apply(intent, card);
    tell(type, intent);
    return intent;
  };
  const refund = (form: Form): Refund => {
    const { intent, card } = found(textOf(form, 'payment_intent') ?? '');
    const made = refundIntent(intent, card, form, nextId('re'));
    refunds.unshift(made);
    tell('charge.refunded', { ...intent.latest_charge, payment_intent: intent.id });
    return made;
  };
  const search = (query: Form) => {
    const wanted = /^metadata\['attempt_id'\]:'([0-9a-f-]+)'$/.exec(textOf(query, 'query') ?? '')?.[1];
    const data = [...intents.values()]
      .map(({ intent }) => intent)
      .filter(({ id, metadata }) => metadata.attempt_id === wanted && searchable.has(id));
    return { object: 'search_result', data, has_more: false };
  };

  const route = (method: string, path: string, form: Form): unknown => {
    const [resource, id, action] = path.split('/').slice(2);
    const what = `${method} ${resource}${id === undefined ? '' : id === 'search' ? '/search' : '/:id'}${action ? `/${action}` : ''}`;
    switch (what) {
      case 'POST payment_intents':
        return create(form);
      case 'GET payment_intents': {
        const all = [...intents.values()].map(({ intent }) => intent).reverse();
        return page(
          all.filter(({ created }) => created >= since(form)),
          form,
        );
      }
      case 'GET payment_intents/search':
        return search(form);
      case 'GET payment_intents/:id':
        return found(id ?? '').intent;
      case 'POST payment_intents/:id/capture':
        return change(id ?? '', 'payment_intent.succeeded', captureIntent);
      case 'POST payment_intents/:id/cancel':
        return change(id ?? '', 'payment_intent.canceled', cancelIntent);
      case 'POST refunds':
        return refund(form);
      case 'GET refunds':
        return page(
          refunds.filter((one) => one.payment_intent === textOf(form, 'payment_intent')),
          form,
        );
      case 'GET events': {
        const types = Object.values(recordOf(form, 'types'));
        return page(
          events.filter(({ type, created }) => types.includes(type) && created >= since(form)),
          form,
        );
      }
      default:
        throw new StripeProblem(404, { type: 'invalid_request_error', message: `unknown: ${what}` });
    }
  };
  const work = (method: string, path: string, form: Form): Answer => {
    try {
      return { status: 200, body: structuredClone(route(method, path, form)) };
    } catch (error) {
      if (!(error instanceof StripeProblem)) throw error;
      return { status: error.status, body: { error: structuredClone(error.error) } };
    }
  };
  const answer = (request: IncomingMessage, text: string): Answer => {
    if (request.headers.authorization !== `Bearer ${options.secretKey}`) {
      return { status: 401, body: { error: { type: 'invalid_request_error', message: 'Invalid API Key' } } };
    }
    const { pathname, search: query } = new URL(request.url ?? '', 'http://stripe');
    const method = request.method ?? '';
    if (method === 'GET') return work(method, pathname, readForm(query));
    const key = String(request.headers['idempotency-key']);
    const same = `${pathname}\n${text}`;
    const first = keys.get(key);
    if (first === undefined) {
      const fresh = work(method, pathname, readForm(text));
      // What fails validation is not kept.
      if (fresh.status !== 400 && fresh.status !== 404) keys.set(key, { request: same, answer: fresh });
      return fresh;
    }
    if (first.request === same) return first.answer;
    return {
      status: 400,
      body: {
        error: { type: 'idempotency_error', message: 'Keys can only be used with the same parameters' },
      },
    };
  };

  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      if (typeof fault === 'number') {
        response
          .writeHead(fault, { 'content-type': 'application/json' })
          .end('{"error":{"type":"api_error"}}');
        return;
      }
      const { status, body } = answer(request, text);
      if (fault === 'lost') request.socket.destroy();
      else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    misbehave: (how: 'lost' | number | null) => {
      fault = how;
    },
    /** The search has caught up. */
    index: () => {
      for (const id of intents.keys()) searchable.add(id);
    },
    /** More than a day has passed. */
    forgetKeys: () => keys.clear(),
    settle: (id: string, confirmed: boolean) => settleAction(found(id).intent, confirmed),
    intentsOf: (attemptId: string) =>
      [...intents.values()].filter(({ intent }) => intent.metadata.attempt_id === attemptId).length,
    statusOf: (id: string) => found(id).intent.status,
    events,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
