import { type Static, Type } from 'typebox';
import { Cursor, type HttpCall, Money, pageOf, Sku, Timestamp, Uuid } from './common.ts';
import { ChangesPage, type ChangesQuery } from './records.ts';

/** What is sold: one SKU with its price. Available is what can be ordered now. */
export const Variant = Type.Object({
  sku: Sku,
  price: Money,
  available: Type.Integer({ minimum: 0 }),
});

export const Product = Type.Object({
  productId: Uuid,
  slug: Type.String(),
  name: Type.String(),
  variants: Type.Array(Variant),
  updatedAt: Timestamp,
});
export type Product = Static<typeof Product>;

export const ProductPage = pageOf(Product);

export const ListQuery = Type.Object(
  {
    cursor: Type.Optional(Cursor),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 24 })),
  },
  { additionalProperties: false },
);

/**
 * A product as other services know it. Versions of one product only ever rise; a copy applies a
 * snapshot when its version is greater than the one it has.
 */
export const ProductSnapshot = Type.Object({
  productId: Uuid,
  version: Type.Integer({ minimum: 1 }),
  slug: Type.String(),
  name: Type.String(),
  status: Type.Union([Type.Literal('active'), Type.Literal('archived')]),
  variants: Type.Array(Type.Object({ sku: Sku, price: Money })),
});
export type ProductSnapshot = Static<typeof ProductSnapshot>;

export const SnapshotQuery = Type.Object(
  { skus: Type.Array(Sku, { minItems: 1, maxItems: 500 }) },
  { additionalProperties: false },
);
/** `unknown` lists the SKUs (upper case) that no product has: Products' own "no". */
export const SnapshotAnswer = Type.Object({
  snapshots: Type.Array(ProductSnapshot),
  unknown: Type.Array(Type.String()),
});

/** A row as it stood in the file: deciding what it is worth is Products' business. */
export const ImportRow = Type.Object(
  {
    line: Type.Integer({ minimum: 1 }),
    sku: Type.String(),
    name: Type.String(),
    price: Type.String(),
    currency: Type.String(),
    stock: Type.String(),
  },
  { additionalProperties: false },
);
export type ImportRow = Static<typeof ImportRow>;

/** In the order in which they are looked at: a row is refused for the first that applies. */
export const IMPORT_REFUSALS = [
  'invalid-sku',
  'empty-name',
  'name-too-long',
  'invalid-price',
  'price-not-positive',
  'price-below-minor-unit',
  'invalid-currency',
  'invalid-stock',
  'duplicate-sku',
] as const;
export const ImportRefusal = Type.Enum(IMPORT_REFUSALS);
export type ImportRefusal = (typeof IMPORT_REFUSALS)[number];

/** Whether stock is set for known SKUs too, or only for new ones. */
export const ImportRequest = Type.Object({ setStock: Type.Boolean() }, { additionalProperties: false });
export const Import = Type.Object({ importId: Uuid, setStock: Type.Boolean() });

export const ImportBatch = Type.Object(
  { rows: Type.Array(ImportRow, { minItems: 1, maxItems: 1000 }) },
  { additionalProperties: false },
);
/** Counts of this batch; the same batch sent again gets the same answer. */
export const ImportBatchResult = Type.Object({
  accepted: Type.Integer({ minimum: 0 }),
  rejected: Type.Array(Type.Object({ line: Type.Integer(), reason: ImportRefusal })),
});
export type ImportBatchResult = Static<typeof ImportBatchResult>;

export const Stock = Type.Object({
  sku: Sku,
  onHand: Type.Integer({ minimum: 0 }),
  reserved: Type.Integer({ minimum: 0 }),
  available: Type.Integer({ minimum: 0 }),
});

export const StockAdjustment = Type.Object(
  {
    delta: Type.Integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 }),
    reason: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
);

/**
 * What Products holds, or has held, for an order: `open` while units are reserved, `ended` when all were shipped
 * or came back. `refused` covers the tombstone of an order that was cancelled before it was reserved.
 */
export const ReservationRecord = Type.Object({
  orderId: Uuid,
  state: Type.Union([Type.Literal('open'), Type.Literal('ended'), Type.Literal('refused')]),
  lines: Type.Array(
    Type.Object({
      sku: Sku,
      /** As reserved at first. */
      quantity: Type.Integer({ minimum: 1 }),
      shipped: Type.Integer({ minimum: 0 }),
      released: Type.Integer({ minimum: 0 }),
    }),
  ),
});
export type ReservationRecord = Static<typeof ReservationRecord>;

/** What Orders asks to compare the two records. Unknown orders are left out of the answer. */
export const reservationRecordsClient = (call: HttpCall) => ({
  records: (orderIds: readonly string[]) =>
    call({
      method: 'POST',
      path: '/v1/reservation-records/query',
      body: { orderIds },
      idempotent: true,
      response: Type.Object({ records: Type.Array(ReservationRecord) }),
    }),
  changes: (query: ChangesQuery) =>
    call({ method: 'GET', path: '/v1/reservation-records/changes', query, response: ChangesPage }),
});

export const productsClient = (call: HttpCall) => ({
  list: (query: Static<typeof ListQuery>) =>
    call({ method: 'GET', path: '/v1/products', query, response: ProductPage }),
  /** By id or slug. */
  get: (idOrSlug: string) =>
    call({ method: 'GET', path: `/v1/products/${encodeURIComponent(idOrSlug)}`, response: Product }),
  /** Several by SKU, for callers that the topology lets ask. Reads only, so it may be repeated. */
  snapshots: (skus: readonly string[]) =>
    call({
      method: 'POST',
      path: '/v1/product-snapshots/query',
      body: { skus },
      idempotent: true,
      response: SnapshotAnswer,
    }),
  beginImport: (request: Static<typeof ImportRequest>) =>
    call({ method: 'POST', path: '/v1/products/imports', body: request, response: Import }),
  importRows: (importId: string, rows: readonly ImportRow[]) =>
    call({
      method: 'POST',
      path: `/v1/products/imports/${importId}/rows`,
      body: { rows },
      idempotent: true,
      response: ImportBatchResult,
    }),
});
