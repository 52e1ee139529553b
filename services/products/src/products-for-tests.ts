import { fileURLToPath } from 'node:url';
import { createMetrics } from '@fondaco/chassis/service';
import { silentLog, type TestKafka, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import type { ImportRow } from '@fondaco/contracts/http/products';
import { readConfig } from './config.ts';
import { createProducts } from './service.ts';

export type ProductsUnderTest = Awaited<ReturnType<typeof startProducts>>;

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** The whole service on a database of its own. Its background work is only started with a broker. */
export const startProducts = async (kafka?: TestKafka) => {
  const database = await testDatabase(MIGRATIONS);
  const tokens = testIdentity({
    service: 'products',
    callers: ['operator', 'orders', 'storefront-bff', 'users'],
  });
  const config = readConfig({
    INSTANCE: 'products-1',
    HTTP_PORT: '1',
    MANAGEMENT_PORT: '2',
    USERS_URL: 'http://127.0.0.1:1',
    DATABASE_URL: database.url,
    KAFKA_BROKERS: kafka?.brokers.join(',') ?? '127.0.0.1:1',
    KAFKA_NAMESPACE: kafka?.namespace ?? '',
    CONSUMER_GROUPS: '{"products.reservations":{"topics":["orders.order"],"start":"earliest"}}',
  });
  const metrics = createMetrics({ service: 'products', instance: 'products-1' });
  const service = await createProducts({ config, log: silentLog(), metrics, identity: tokens.identity });
  await service.http.ready();
  if (kafka !== undefined) for (const work of service.background) await work.start();

  const call = async (
    token: string | null,
    method: 'GET' | 'POST',
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const response = await service.http.inject({
      method,
      url,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.body === '' ? null : response.json(),
    };
  };

  const rows = async <Row>(text: string): Promise<Row[]> =>
    (await database.db.query<Row>({ name: text.slice(0, 60), text })).rows;

  return {
    db: database.db,
    tokens,
    service,
    call,
    /** As the operator's command line. */
    operate: async (...request: Tail<Parameters<typeof call>>) =>
      call(await tokens.serviceToken('operator'), ...request),
    rows,
    /** Events that were appended to the outbox, oldest first. */
    events: async () =>
      (
        await rows<{ type: string; payload: string }>(
          'SELECT type, payload FROM messaging.outbox ORDER BY id',
        )
      ).map(({ type, payload }) => ({ type, data: JSON.parse(payload) })),
    /** The value of a counter with these labels, 0 when it never counted. */
    counted: async (name: string, labels: Record<string, string>) => {
      const values = (await metrics.getSingleMetric(name)?.get())?.values ?? [];
      const found = values.find((value) =>
        Object.entries(labels).every(
          ([label, text]) => (value.labels as Record<string, unknown>)[label] === text,
        ),
      );
      return found?.value ?? 0;
    },
    stop: async () => {
      await service.http.close();
      if (kafka !== undefined) for (const work of [...service.background].reverse()) await work.stop();
      await service.close();
      await database.close();
    },
  };
};

type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;

export const importRow = (line: number, sku: string, change: Partial<ImportRow> = {}): ImportRow => ({
  line,
  sku,
  name: `Product ${sku}`,
  price: '2.10',
  currency: 'GBP',
  stock: '10',
  ...change,
});

/** Imports the rows, all of which are good, as an import of their own. */
export const importAll = async (
  products: ProductsUnderTest,
  rows: readonly ImportRow[],
  setStock = false,
): Promise<void> => {
  const begun = await products.operate('POST', '/v1/products/imports', { setStock });
  const path = `/v1/products/imports/${begun.body.importId}/rows`;
  const { status, body } = await products.operate('POST', path, { rows });
  if (status !== 200 || body.rejected.length > 0) throw new Error(JSON.stringify(body));
};
