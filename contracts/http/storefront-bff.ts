import { type Static, Type } from 'typebox';
import { Properties } from './catalogue.ts';
import { Cursor, Money, Sku, Timestamp, Uuid } from './common.ts';
import {
  DeliveryAddress,
  Language,
  OrderState,
  OrderTransition,
  PlaceOrderLine,
  Refund,
  Shipment,
  Shortage,
} from './orders.ts';
import { AttemptFailure, AttemptState, PaymentState } from './payments.ts';
import { Count, Facets, ListQuery, Picture, SearchQuery, Suggestions } from './products.ts';
import { Email } from './users.ts';

export { LogIn, Visitor } from './bff-sessions.ts';

/** What to show of the catalogue: as Products takes it, but how much comes at once is the BFF's to say. */
export const CatalogueQuery = Type.Omit(ListQuery, ['limit'], { additionalProperties: false });
export type CatalogueQuery = Static<typeof CatalogueQuery>;
export const CatalogueSearch = Type.Omit(SearchQuery, ['limit'], { additionalProperties: false });
export type CatalogueSearch = Static<typeof CatalogueSearch>;

/** A product as a card shows it. */
export const CatalogueItem = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  /** Of its first variant: what gives it a colour while it has no picture. */
  sku: Sku,
  /** Of the cheapest variant. */
  price: Money,
  /** Whether there are variants that cost more. */
  pricesVary: Type.Boolean(),
  inStock: Type.Boolean(),
  picture: Type.Union([Picture, Type.Null()]),
});
export type CatalogueItem = Static<typeof CatalogueItem>;

export const CataloguePage = Type.Object({
  items: Type.Array(CatalogueItem),
  nextCursor: Type.Union([Cursor, Type.Null()]),
});
export type CataloguePage = Static<typeof CataloguePage>;

export const SearchView = Type.Object({
  ...CataloguePage.properties,
  total: Count,
  facets: Facets,
  /** The words that were searched instead of those that nothing has; null when they are as they were typed. */
  corrected: Type.Union([Type.String(), Type.Null()]),
});
export type SearchView = Static<typeof SearchView>;

export const SuggestionsView = Suggestions;
export type SuggestionsView = Static<typeof SuggestionsView>;

const CategoryLink = Type.Object({ slug: Type.String(), name: Type.String() });

/** The whole tree: parents before their children, siblings in their order. `parent` is a slug, null at the top. */
export const CategoriesView = Type.Object({
  categories: Type.Array(
    Type.Object({ ...CategoryLink.properties, parent: Type.Union([Type.String(), Type.Null()]) }),
  ),
});
export type CategoriesView = Static<typeof CategoriesView>;

/** `slug` is the product's own now; it may have been asked for by a former one. */
export const ProductView = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  /** Plain text, with its own line breaks. */
  description: Type.String(),
  attributes: Properties,
  variants: Type.Array(
    Type.Object({ sku: Sku, price: Money, options: Properties, available: Type.Integer({ minimum: 0 }) }),
  ),
  pictures: Type.Array(Picture),
  /** From the topmost category down to its own; empty without one. */
  categories: Type.Array(CategoryLink),
});
export type ProductView = Static<typeof ProductView>;

const PricedLine = Type.Object({
  sku: Sku,
  name: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  unitPrice: Money,
  total: Money,
});

/** What the basket would cost now. SKUs that are no longer sold are in `unavailable`. */
export const BasketQuote = Type.Object({
  lines: Type.Array(PricedLine),
  /** Null when no line is left. */
  total: Type.Union([Money, Type.Null()]),
  unavailable: Type.Array(Type.String()),
});
export type BasketQuote = Static<typeof BasketQuote>;

export const BasketRequest = Type.Object(
  { lines: Type.Array(PlaceOrderLine, { minItems: 1, maxItems: 100 }) },
  { additionalProperties: false },
);

export type BasketRequest = Static<typeof BasketRequest>;

/** `expectedTotal` is the quote's total that the customer agreed to. */
export const CheckoutRequest = Type.Object(
  {
    lines: Type.Array(PlaceOrderLine, { minItems: 1, maxItems: 100 }),
    email: Email,
    language: Type.Optional(Language),
    delivery: DeliveryAddress,
    expectedTotal: Money,
  },
  { additionalProperties: false },
);

export type CheckoutRequest = Static<typeof CheckoutRequest>;

/**
 * The problem document of a 409 `orders/price-changed` has this beside its usual members: what the same
 * lines cost now. Nothing was placed.
 */
export const PriceChanged = Type.Object({
  quote: Type.Object({ lines: Type.Array(PricedLine), total: Money }),
});
export type PriceChanged = Static<typeof PriceChanged>;

/** One try at paying. `actionUrl` is where the customer confirms it while it is `action-required`. */
export const PaymentAttemptView = Type.Object({
  attemptId: Uuid,
  state: AttemptState,
  failure: Type.Union([AttemptFailure, Type.Null()]),
  actionUrl: Type.Union([Type.String(), Type.Null()]),
});
export type PaymentAttemptView = Static<typeof PaymentAttemptView>;

/** How the order stands with its payment. */
export const PaymentView = Type.Object({
  state: PaymentState,
  /** The customer's newest attempt. */
  attempt: Type.Union([PaymentAttemptView, Type.Null()]),
});
export type PaymentView = Static<typeof PaymentView>;

export const OrderView = Type.Object({
  orderId: Uuid,
  state: OrderState,
  final: Type.Boolean(),
  placedAt: Timestamp,
  paymentDeadline: Timestamp,
  cancellable: Type.Boolean(),
  total: Money,
  email: Email,
  delivery: DeliveryAddress,
  lines: Type.Array(
    Type.Object({
      ...PricedLine.properties,
      shipped: Type.Integer({ minimum: 0 }),
      refunded: Type.Integer({ minimum: 0 }),
    }),
  ),
  shipments: Type.Array(Shipment),
  refunds: Type.Array(Refund),
  shortages: Type.Array(Shortage),
  timeline: Type.Array(OrderTransition),
  /** Null where Payments was not asked (the answer to a change), or gave no answer. */
  payment: Type.Union([PaymentView, Type.Null()]),
});
export type OrderView = Static<typeof OrderView>;

/** Where a browser takes a card to: the provider itself. `tokenUrl` takes the card and answers a token. */
export const PaymentForm = Type.Object({
  provider: Type.Literal('sandbox'),
  tokenUrl: Type.String(),
});
export type PaymentForm = Static<typeof PaymentForm>;

export const OrderListView = Type.Object({
  items: Type.Array(Type.Object({ orderId: Uuid, state: OrderState, placedAt: Timestamp, total: Money })),
  nextCursor: Type.Union([Cursor, Type.Null()]),
});
export type OrderListView = Static<typeof OrderListView>;
