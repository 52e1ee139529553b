import { type Static, Type } from 'typebox';
import { Properties, Slug } from './catalogue.ts';
import { Cursor, type HttpCall, Money, pageOf, Sku, Timestamp, Uuid } from './common.ts';
import { ChangesPage, type ChangesQuery } from './records.ts';

/** What is sold: one SKU with its price. Available is what can be ordered now. */
export const Variant = Type.Object({
  sku: Sku,
  price: Money,
  options: Properties,
  available: Type.Integer({ minimum: 0 }),
});

/** A picture: `/media/<imageId>/<width>.<webp|avif>`, in each of IMAGE_WIDTHS. Width and height are the original's. */
export const Picture = Type.Object({
  imageId: Type.String(),
  alt: Type.String(),
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
});

const summaryFields = {
  productId: Uuid,
  slug: Type.String(),
  name: Type.String(),
  /** Of the cheapest variant. */
  price: Money,
  inStock: Type.Boolean(),
  picture: Type.Union([Picture, Type.Null()]),
  variants: Type.Array(Variant),
  updatedAt: Timestamp,
};

/** A product as it stands on a shelf. */
export const ProductSummary = Type.Object(summaryFields);
export type ProductSummary = Static<typeof ProductSummary>;

/** A product as its own page shows it. */
export const Product = Type.Object({
  ...summaryFields,
  description: Type.String(),
  attributes: Properties,
  pictures: Type.Array(Picture),
  /** From the topmost category down to its own; empty without one. */
  categories: Type.Array(Type.Object({ slug: Type.String(), name: Type.String() })),
});
export type Product = Static<typeof Product>;

export const ProductPage = pageOf(ProductSummary);

/** `relevance` is for searches alone. */
export const PRODUCT_ORDERS = ['relevance', 'name', 'price', '-price', 'newest'] as const;

/** `name=value`, of an attribute or an option. Those of one name are alternatives, names are added to each other. */
const FacetFilter = Type.String({ minLength: 3, maxLength: 121, pattern: '^[^=]{1,40}=.{1,80}$' });

const filters = {
  /** Slug of a category; what stands below it is included. */
  category: Type.Optional(Slug),
  sort: Type.Optional(Type.Enum(PRODUCT_ORDERS)),
  /** In minor units, of the cheapest variant. */
  priceFrom: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 })),
  priceTo: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 })),
  inStock: Type.Optional(Type.Boolean()),
  facet: Type.Optional(Type.Array(FacetFilter, { maxItems: 20 })),
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 24 })),
};

/** Without `sort` by name. */
export const ListQuery = Type.Object(filters, { additionalProperties: false });

/** Without `sort` by relevance. Words of which nothing is left (`%`, an emoji) find nothing. */
export const SearchQuery = Type.Object(
  { ...filters, q: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
);

/** How many there are: exact, or with `more` at least so many. */
export const Count = Type.Object({ count: Type.Integer({ minimum: 0 }), more: Type.Boolean() });
export type Count = Static<typeof Count>;

/**
 * How many there would be for each value, all other filters applied, those of the same name left out: exact where
 * that leaves 10,000 at most, otherwise of some 1,500 that were looked at, and at least so many.
 */
export const Facets = Type.Object({
  categories: Type.Array(
    Type.Object({ slug: Type.String(), name: Type.String(), count: Type.Integer({ minimum: 0 }) }),
  ),
  price: Type.Union([Type.Object({ from: Money, to: Money }), Type.Null()]),
  inStock: Type.Integer({ minimum: 0 }),
  properties: Type.Array(
    Type.Object({
      name: Type.String(),
      values: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer({ minimum: 0 }) })),
    }),
  ),
});
export type Facets = Static<typeof Facets>;

export const SearchPage = Type.Object({
  ...ProductPage.properties,
  total: Count,
  facets: Facets,
  /** The words that were searched instead of those that nothing has; null when they are as they were typed. */
  corrected: Type.Union([Type.String(), Type.Null()]),
});

/** While somebody types: the last word may be unfinished. */
export const SuggestionQuery = Type.Object(
  { q: Type.String({ minLength: 1, maxLength: 100 }) },
  { additionalProperties: false },
);
export const Suggestions = Type.Object({
  /** What to search for. */
  words: Type.Array(Type.String()),
  products: Type.Array(Type.Object({ slug: Type.String(), name: Type.String() })),
  categories: Type.Array(Type.Object({ slug: Type.String(), name: Type.String() })),
});

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
  variants: Type.Array(
    Type.Object({
      sku: Sku,
      price: Money,
      /** Prices that are to be, in the order of their times. */
      scheduled: Type.Optional(Type.Array(Type.Object({ price: Money, startsAt: Timestamp }))),
    }),
  ),
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

/** An entry of the ledger of a SKU's stock. */
export const StockMovement = Type.Object({
  movementId: Type.Integer(),
  onHandDelta: Type.Integer(),
  reservedDelta: Type.Integer(),
  reason: Type.Enum(['import', 'adjustment', 'reservation', 'release', 'shipment']),
  /** The import, adjustment or order that it came from. */
  reference: Uuid,
  movedAt: Timestamp,
  /** Of an adjustment: what was given as its reason, and who made it. */
  why: Type.Union([Type.String(), Type.Null()]),
  madeBy: Type.Union([Type.String(), Type.Null()]),
});
export type StockMovement = Static<typeof StockMovement>;
export const StockMovementPage = pageOf(StockMovement);

export const MovementQuery = Type.Object(
  {
    cursor: Type.Optional(Cursor),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
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

const inWords = ({ inStock, ...query }: Static<typeof ListQuery>) => ({
  ...query,
  ...(inStock !== undefined && { inStock: String(inStock) }),
});

export const productsClient = (call: HttpCall) => ({
  list: (query: Static<typeof ListQuery>) =>
    call({ method: 'GET', path: '/v1/products', query: inWords(query), response: ProductPage }),
  search: (query: Static<typeof SearchQuery>) =>
    call({ method: 'GET', path: '/v1/products/search', query: inWords(query), response: SearchPage }),
  suggest: (q: string) =>
    call({ method: 'GET', path: '/v1/products/suggestions', query: { q }, response: Suggestions }),
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
});
