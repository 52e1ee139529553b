import { type Static, Type } from 'typebox';
import { Cursor, Money, Sku, Timestamp, Uuid } from './common.ts';
import { OrderState, PlaceOrderLine, Shortage } from './orders.ts';
import { Email, NewPassword } from './users.ts';

/** Who is looking at the page. `csrfToken` goes back in `X-CSRF-Token` with every change. */
export const Visitor = Type.Object({
  user: Type.Union([Type.Object({ email: Email, name: Type.String() }), Type.Null()]),
  csrfToken: Type.String(),
});
export type Visitor = Static<typeof Visitor>;

export const LogIn = Type.Object(
  {
    email: Email,
    password: Type.String({ minLength: 1, maxLength: 128 }),
    newPassword: Type.Optional(NewPassword),
  },
  { additionalProperties: false },
);

export type LogIn = Static<typeof LogIn>;

export const CatalogueItem = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  sku: Sku,
  price: Money,
  inStock: Type.Boolean(),
});
export type CatalogueItem = Static<typeof CatalogueItem>;

export const CataloguePage = Type.Object({
  items: Type.Array(CatalogueItem),
  nextCursor: Type.Union([Cursor, Type.Null()]),
});
export type CataloguePage = Static<typeof CataloguePage>;

export const ProductView = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  variants: Type.Array(Type.Object({ sku: Sku, price: Money, available: Type.Integer({ minimum: 0 }) })),
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
    country: Type.String({ minLength: 1, maxLength: 60 }),
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

export const OrderView = Type.Object({
  orderId: Uuid,
  state: OrderState,
  final: Type.Boolean(),
  placedAt: Timestamp,
  total: Money,
  lines: Type.Array(PricedLine),
  shortages: Type.Array(Shortage),
  timeline: Type.Array(Type.Object({ state: OrderState, at: Timestamp })),
});
export type OrderView = Static<typeof OrderView>;

export const OrderListView = Type.Object({
  items: Type.Array(Type.Object({ orderId: Uuid, state: OrderState, placedAt: Timestamp, total: Money })),
  nextCursor: Type.Union([Cursor, Type.Null()]),
});
export type OrderListView = Static<typeof OrderListView>;
