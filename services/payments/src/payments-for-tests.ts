import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Handler } from '@fondaco/chassis/messaging';
import type { Queryable } from '@fondaco/chassis/postgres';
import { createMetrics, type Identity, type Log, type Service } from '@fondaco/chassis/service';
import {
  eventually,
  silentLog,
  type TestDatabase,
  testDatabase,
  testIdentity,
} from '@fondaco/chassis/testing';
import { CaptureRequestedV1 } from '@fondaco/contracts/events/orders/capture-requested.v1';
import { OrderRejectedV1 } from '@fondaco/contracts/events/orders/order-rejected.v1';
import { PaymentRequestedV1 } from '@fondaco/contracts/events/orders/payment-requested.v1';
import { PaymentWithdrawnV1 } from '@fondaco/contracts/events/orders/payment-withdrawn.v1';
import { RefundRequestedV1 } from '@fondaco/contracts/events/orders/refund-requested.v1';
import type { Attempt, Payment } from '@fondaco/contracts/http/payments';
import { readConfig } from './config.ts';
import { createFakeProvider, type FakeProvider } from './fake-provider-for-tests.ts';
import type { PaymentProvider } from './provider/payment-provider.ts';
import { createPayments } from './service.ts';

export const MIGRATIONS = new URL('../migrations', import.meta.url).pathname;

export const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

/** What a statement finds: tests look at tables where the API does not show them. */
export const rows = async <Row = Record<string, unknown>>(
  db: Queryable,
  text: string,
  ...values: unknown[]
): Promise<Row[]> => (await db.query<Row>({ name: text.slice(0, 63), text, values })).rows;

export type Answer<Body> = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body & Record<string, unknown>;
};

export type RunningPayments = {
  readonly url: string;
  readonly service: Service;
  /** `token` and `key` may be left out of the request by null. */
  pay(token: string | null, orderId: string, key: string | null, body: unknown): Promise<Answer<Attempt>>;
  call<Body>(token: string | null, path: string, body?: unknown): Promise<Answer<Body>>;
  webhook(notice: unknown, headers?: Record<string, string>): Promise<Answer<unknown>>;
  /** The sum of a metric's samples with these labels; 0 when there are none. */
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  close(): Promise<void>;
};

/** The environment of a service with a sandbox that nobody calls. */
export const environment = (changes: Record<string, string> = {}): Record<string, string> => ({
  INSTANCE: 'payments-1',
  HTTP_PORT: '1',
  MANAGEMENT_PORT: '1',
  USERS_URL: 'http://127.0.0.1:1',
  DATABASE_URL: 'postgres://127.0.0.1:1/payments',
  KAFKA_BROKERS: '127.0.0.1:1',
  PAYMENT_PROVIDER: 'sandbox',
  SANDBOX_URL: 'http://127.0.0.1:1',
  SANDBOX_SECRET_KEY: 'secret-key-for-tests',
  SANDBOX_WEBHOOK_SECRET: 'webhook-secret-for-tests',
  PUBLIC_ORIGIN: 'https://shop.test',
  CONSUMER_GROUPS: JSON.stringify({ 'payments.orders': { topics: ['orders.order'], start: 'earliest' } }),
  ...changes,
});

/** The whole service, listening on a port of its own. Its background work is the test's to start. */
export const runPayments = async (options: {
  readonly env: Record<string, string>;
  readonly identity: Identity;
  readonly log: Log;
  readonly provider?: PaymentProvider;
}): Promise<RunningPayments> => {
  const { env, identity, log, provider } = options;
  const config = readConfig(environment(env));
  const metrics = createMetrics();
  const service = await createPayments({ config, log, metrics, identity, ...(provider ? { provider } : {}) });
  const url = await service.http.listen({ host: '127.0.0.1', port: 0 });

  const send = async <Body>(path: string, init: RequestInit): Promise<Answer<Body>> => {
    const answer = await fetch(url + path, init);
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as Answer<Body>['body'],
    };
  };
  const headersOf = (token: string | null, body?: unknown) => ({
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  });
  return {
    url,
    service,
    pay: (token, orderId, key, body) =>
      send(`/v1/payments/${orderId}/attempts`, {
        method: 'POST',
        headers: { ...headersOf(token, body), ...(key === null ? {} : { 'idempotency-key': key }) },
        body: JSON.stringify(body),
      }),
    call: (token, path, body) =>
      send(path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: headersOf(token, body),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    webhook: (notice, headers = { 'fake-signature': 'right' }) =>
      send('/v1/webhooks/sandbox', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(notice),
      }),
    metric: async (name, labels = {}) => {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      return (await metrics.metrics())
        .split('\n')
        .filter(
          (line) => new RegExp(`^${name}[{ ]`).test(line) && wanted.every((label) => line.includes(label)),
        )
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
    close: async () => {
      for (const work of [...service.background].reverse()) await work.stop();
      await service.http.close();
      await service.close();
    },
  };
};

/** A customer, an order of theirs, and everything that can happen to its payment, without a broker. */
export const createShop = async (options: { readonly log?: Log } = {}) => {
  const { identity, userToken, serviceToken } = testIdentity({
    service: 'payments',
    callers: ['orders', 'operator'],
  });
  const database: TestDatabase = await testDatabase(MIGRATIONS);
  const provider: FakeProvider = createFakeProvider();
  const run = (env: Record<string, string> = {}) =>
    runPayments({
      env: { DATABASE_URL: database.url, ...env },
      identity,
      log: options.log ?? silentLog(),
      provider,
    });
  const payments = await run();
  const handlers = handlersOf(payments.service);

  const deliver = async (
    definition: { readonly type: string },
    data: Record<string, unknown>,
  ): Promise<void> => {
    const handler = handlers.find(({ type }) => type === definition.type);
    assert.ok(handler, `nobody handles ${definition.type}`);
    const key = String(data.orderId);
    const event = { id: randomUUID(), type: definition.type, time: new Date().toISOString(), key, data };
    await database.db.transaction((tx) => handler.run(tx, event));
  };
  const at = '2026-01-02T03:04:05.000Z';

  const newOrder = async (amountMinor = 1095) => {
    const orderId = randomUUID();
    const customerId = randomUUID();
    const token = await userToken({ userId: customerId });
    return {
      orderId,
      customerId,
      token,
      request: (changes: Record<string, unknown> = {}) =>
        deliver(PaymentRequestedV1, {
          orderId,
          customerId,
          amount: gbp(amountMinor),
          deadline: at,
          requestedAt: at,
          ...changes,
        }),
      withdraw: () =>
        deliver(PaymentWithdrawnV1, { orderId, customerId, reason: 'customer', withdrawnAt: at }),
      reject: () =>
        deliver(OrderRejectedV1, {
          orderId,
          customerId,
          reason: 'insufficient-stock',
          shortages: [],
          recipient: { email: 'a@b.test', name: 'A', language: 'en' },
          lines: [],
          rejectedAt: at,
        }),
      capture: (shipmentId: string, amount = gbp(amountMinor)) =>
        deliver(CaptureRequestedV1, { orderId, shipmentId, amount, requestedAt: at }),
      refund: (refundId: string, amount: number) =>
        deliver(RefundRequestedV1, {
          orderId,
          refundId,
          amount: gbp(amount),
          reason: 'broken',
          requestedAt: at,
        }),
      pay: (cardToken = 'tok_ok', key: string = randomUUID(), by = token) =>
        payments.pay(by, orderId, key, { cardToken }),
      read: async () => (await payments.call<Payment>(token, `/v1/payments/${orderId}`)).body,
      /** Waits until the payment is in this state. */
      until: (state: string) =>
        eventually(async () => {
          const { body } = await payments.call<Payment>(token, `/v1/payments/${orderId}`);
          assert.equal(body.state, state);
          return body;
        }),
      /** What was told of it, oldest first: type without its prefix and version. */
      announced: async () =>
        (
          await rows<{ type: string; payload: Record<string, unknown> }>(
            database.db,
            'select type, payload::jsonb from messaging.outbox where key = $1 order by id',
            orderId,
          )
        ).map(({ type, payload }) => ({
          type: type.replace(/^payments\.payment\.(.*)\.v1$/, '$1'),
          payload,
        })),
      work: () =>
        rows<{ kind: string; failures: number }>(
          database.db,
          'select kind, failures from provider_work where order_id = $1 order by kind',
          orderId,
        ),
      /** As if whoever works on it had died long ago. */
      abandon: () =>
        rows(
          database.db,
          "update provider_work set due_at = now() - interval '1 second' where order_id = $1",
          orderId,
        ),
      ledger: () =>
        rows<{ kind: string; account: string; amount: number }>(
          database.db,
          `select kind, account, amount_minor as amount
           from ledger_transaction join ledger_posting on transaction_id = id
           where order_id = $1 order by at, transaction_id, account`,
          orderId,
        ),
    };
  };

  return {
    database,
    provider,
    payments,
    run,
    newOrder,
    userToken,
    serviceToken,
    startWork: () => background(payments.service, 'provider-work').start(),
    close: async () => {
      await payments.close();
      await database.close();
    },
  };
};

export type Shop = Awaited<ReturnType<typeof createShop>>;
export type ShopOrder = Awaited<ReturnType<Shop['newOrder']>>;

export const background = (service: Service, name: string) => {
  const found = service.background.find((one) => one.name === name);
  assert.ok(found, `nothing in the background is called ${name}`);
  return found;
};

const handlersOf = (service: Service): readonly Handler[] =>
  (background(service, 'payments.orders') as unknown as { handlers: readonly Handler[] }).handlers;
