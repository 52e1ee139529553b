import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMetrics } from '@fondaco/chassis/service';
import { eventually, silentLog, type TestKafka, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import type { Import } from '@fondaco/contracts/http/imports';
import { readConfig } from './config.ts';
import { createProducts } from './service.ts';

export type ProductsUnderTest = Awaited<ReturnType<typeof startProducts>>;

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * The whole service on a database and a folder of its own. Its background work is only started with a broker.
 * `settings` are beside, or instead of, those that it gets here.
 */
export const startProducts = async (
  kafka?: TestKafka,
  settings: Readonly<Record<string, string | undefined>> = {},
) => {
  const database = await testDatabase(MIGRATIONS);
  const imageFolder = await mkdtemp(join(tmpdir(), 'fondaco-images-'));
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
    IMAGE_STORAGE: 'folder',
    IMAGE_FOLDER: imageFolder,
    ...settings,
  });
  const metrics = createMetrics();
  const service = await createProducts({ config, log: silentLog(), metrics, identity: tokens.identity });
  await service.http.ready();
  if (kafka !== undefined) for (const work of service.background) await work.start();

  const call = async (
    token: string | null,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
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
      ...(body === undefined
        ? {}
        : { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
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
    databaseUrl: database.url,
    imageFolder,
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
      await rm(imageFolder, { recursive: true });
    },
  };
};

type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;

/** A row of a file, in which they stand in the order of their lines. */
export type ImportRow = {
  readonly line: number;
  readonly sku: string;
  readonly name: string;
  readonly price: string;
  readonly currency: string;
  readonly stock: string;
};

export const importRow = (line: number, sku: string, change: Partial<ImportRow> = {}): ImportRow => ({
  line,
  sku,
  name: `Product ${sku}`,
  price: '2.10',
  currency: 'GBP',
  stock: '10',
  ...change,
});

/** Imports a file, sent in parts of so many bytes, and answers the import when it has ended. */
export const importFile = async (
  products: Pick<ProductsUnderTest, 'operate'>,
  content: string | Buffer,
  options: { setStock?: boolean; format?: 'csv' | 'ndjson'; partBytes?: number } = {},
): Promise<Import> => {
  const { setStock = false, format = 'csv', partBytes = 512 * 1024 } = options;
  const bytes = Buffer.from(content);
  const begun = await products.operate('POST', '/v1/products/imports', { setStock, format });
  const path = `/v1/products/imports/${begun.body.importId}`;
  const parts = Math.ceil(bytes.length / partBytes);
  const type = { 'content-type': 'application/octet-stream' };
  for (let part = 0; part < parts; part++) {
    const piece = bytes.subarray(part * partBytes, (part + 1) * partBytes);
    const sent = await products.operate('PUT', `${path}/parts/${part + 1}`, piece, type);
    if (sent.status !== 200) throw new Error(JSON.stringify(sent.body));
  }
  const started = await products.operate('POST', `${path}/start`, { parts, bytes: bytes.length });
  if (started.status !== 202) throw new Error(JSON.stringify(started.body));
  return importEnded(products, begun.body.importId);
};

export const importEnded = (
  products: Pick<ProductsUnderTest, 'operate'>,
  importId: string,
): Promise<Import> =>
  eventually(
    async () => {
      const { body } = await products.operate('GET', `/v1/products/imports/${importId}`);
      if (body.endedAt === null) throw new Error(`the import is ${body.state} after ${body.rows} rows`);
      return body;
    },
    { within: 60_000 },
  );

/** Imports the rows, all of which are good, as an import of their own. */
export const importAll = async (
  products: Pick<ProductsUnderTest, 'operate'>,
  rows: readonly ImportRow[],
  setStock = false,
): Promise<void> => {
  const content = rows.map((row) => JSON.stringify({ ...row, line: undefined })).join('\n');
  const { state, accepted, rejected } = await importFile(products, content, { setStock, format: 'ndjson' });
  if (state !== 'done' || accepted !== rows.length) throw new Error(JSON.stringify(rejected));
};
