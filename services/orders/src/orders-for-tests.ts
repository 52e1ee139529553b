import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Queryable } from '@fondaco/chassis/postgres';
import { createMetrics, type Identity, type Log, type Service } from '@fondaco/chassis/service';
import type { Order, PlaceOrder } from '@fondaco/contracts/http/orders';
import type { ProductSnapshot } from '@fondaco/contracts/http/products';
import { readConfig } from './config.ts';
import { createOrders } from './service.ts';

/** What a statement finds: tests look at tables where the API does not show them. */
export const rows = async <Row = Record<string, unknown>>(
  db: Queryable,
  text: string,
  ...values: unknown[]
): Promise<Row[]> => (await db.query<Row>({ name: text.slice(0, 63), text, values })).rows;

/** What every order says beside its lines, unless a test says otherwise. */
export const CUSTOMER = {
  email: 'ada@example.org',
  delivery: { name: 'Ada Example', line1: '1 Harbour Street', city: 'London', country: 'United Kingdom' },
} as const;

/** A product of one SKU. */
export const product = (
  sku: string,
  amountMinor: number,
  changes: Partial<ProductSnapshot> & { currency?: string } = {},
): ProductSnapshot => {
  const { currency = 'GBP', ...snapshot } = changes;
  return {
    productId: crypto.randomUUID(),
    version: 1,
    slug: sku.toLowerCase(),
    name: `Name of ${sku}`,
    status: 'active',
    variants: [{ sku, price: { amountMinor, currency } }],
    ...snapshot,
  };
};

/** Products as Orders sees it: a real server that answers about `catalogue`, unless told otherwise. */
export type FakeProducts = {
  readonly url: string;
  readonly catalogue: ProductSnapshot[];
  /** The SKUs of each call, in the order of the calls. */
  readonly calls: string[][];
  /** Answers every call with this status instead. */
  answerWith(status: number | null): void;
  close(): Promise<void>;
};

export const startFakeProducts = async (): Promise<FakeProducts> => {
  const catalogue: ProductSnapshot[] = [];
  const calls: string[][] = [];
  let failure: number | null = null;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { skus } = JSON.parse(Buffer.concat(chunks).toString()) as { skus: string[] };
    calls.push(skus);
    const signed = /^Bearer \S+$/.test(request.headers.authorization ?? '');
    const known = request.method === 'POST' && request.url === '/v1/product-snapshots/query';
    const status = failure ?? (signed ? (known ? 200 : 404) : 401);
    const sells = (sku: string) => (snapshot: ProductSnapshot) =>
      snapshot.variants.some((variant) => variant.sku === sku);
    const answer = {
      snapshots: catalogue.filter((snapshot) => skus.some((sku) => sells(sku)(snapshot))),
      unknown: skus.filter((sku) => !catalogue.some(sells(sku))),
    };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? answer : {}));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    catalogue,
    calls,
    answerWith: (status) => {
      failure = status;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** The customer is `CUSTOMER`, if it does not say another. */
export type SomeOrder = Pick<PlaceOrder, 'lines'> & Partial<PlaceOrder>;

export type RunningOrders = {
  readonly url: string;
  readonly service: Service;
  /** `token` and `key` may be left out of the request by null. */
  place(token: string | null, key: string | null, body: SomeOrder | string): Promise<Answer>;
  get(token: string | null, path: string): Promise<Answer>;
  post(token: string | null, path: string, body: unknown, key?: string): Promise<Answer>;
  /** The sum of a metric's samples with these labels; 0 when there are none. */
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  /** All metrics, as they are scraped. */
  metricsText(): Promise<string>;
  close(): Promise<void>;
};

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Order & Record<string, unknown>;
};

/** The whole service, listening on a port of its own. Its background work is the test's to start. */
export const runOrders = async (options: {
  readonly databaseUrl: string;
  readonly productsUrl: string;
  readonly paymentsUrl?: string;
  readonly identity: Identity;
  readonly log: Log;
  readonly instance?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly kafka?: { readonly brokers: readonly string[]; readonly namespace: string };
}): Promise<RunningOrders> => {
  const { databaseUrl, productsUrl, identity, log, kafka, instance = 'orders-1' } = options;
  const config = readConfig({
    INSTANCE: instance,
    HTTP_PORT: '1',
    MANAGEMENT_PORT: '1',
    USERS_URL: 'http://127.0.0.1:1',
    PRODUCTS_URL: productsUrl,
    PAYMENTS_URL: options.paymentsUrl ?? 'http://127.0.0.1:1',
    SERVICE_KEY: JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: kafka?.brokers.join(',') ?? '127.0.0.1:1',
    KAFKA_NAMESPACE: kafka?.namespace ?? '',
    CONSUMER_GROUPS: JSON.stringify({
      'orders.product-copy': { topics: ['products.product'], start: 'earliest' },
      'orders.order-process': { topics: ['products.reservation', 'payments.payment'], start: 'earliest' },
    }),
    ...options.settings,
  });
  const metrics = createMetrics();
  const service = await createOrders({ config, log, metrics, identity });
  const url = await service.http.listen({ host: '127.0.0.1', port: 0 });

  const call = async (path: string, init: RequestInit): Promise<Answer> => {
    const answer = await fetch(url + path, init);
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] };
  };
  const authorization = (token: string | null) =>
    token === null ? {} : { authorization: `Bearer ${token}` };
  const post = (token: string | null, path: string, body: unknown, key: string | null): Promise<Answer> =>
    call(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...authorization(token),
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    url,
    service,
    place: (token, key, body) =>
      post(token, '/v1/orders', typeof body === 'string' ? body : { ...CUSTOMER, ...body }, key),
    get: (token, path) => call(path, { headers: authorization(token) }),
    post: (token, path, body, key) => post(token, path, body, key ?? null),
    metric: async (name, labels = {}) => {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      return (await metrics.metrics())
        .split('\n')
        .filter(
          (line) => new RegExp(`^${name}[{ ]`).test(line) && wanted.every((label) => line.includes(label)),
        )
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
    metricsText: () => metrics.metrics(),
    close: async () => {
      for (const work of service.background) await work.stop();
      await service.http.close();
      await service.close();
    },
  };
};
