import { type Static, Type } from 'typebox';
import { Cursor, type HttpCall, Money, pageOf, Sku, Timestamp, Uuid } from './common.ts';

/** More of one line than any shelf holds is a mistake, not an order. */
export const MAX_QUANTITY = 100_000;
export const MAX_LINES = 2_000;

/** `pending` waits for stock, `reserved` has it, `confirmed` and `rejected` are final. */
export const OrderState = Type.Union([
  Type.Literal('pending'),
  Type.Literal('reserved'),
  Type.Literal('confirmed'),
  Type.Literal('rejected'),
]);
export type OrderState = Static<typeof OrderState>;

export const PlaceOrderLine = Type.Object(
  { sku: Sku, quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }) },
  { additionalProperties: false },
);

/** What every program and database can hold: no NUL, no halves of characters. */
const TEXT = '^[^\\u0000\\ud800-\\udfff]*$';

/**
 * Lines of the same SKU are added up. `expectedTotal` is what the customer saw: it can only lead to a
 * refusal (409 `orders/price-changed`), never set a price.
 */
export const PlaceOrder = Type.Object(
  {
    lines: Type.Array(PlaceOrderLine, { minItems: 1, maxItems: MAX_LINES }),
    reference: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: TEXT })),
    delivery: Type.Optional(
      Type.Object(
        { country: Type.String({ minLength: 1, maxLength: 60, pattern: TEXT }) },
        { additionalProperties: false },
      ),
    ),
    expectedTotal: Type.Optional(Money),
  },
  { additionalProperties: false },
);
export type PlaceOrder = Static<typeof PlaceOrder>;

export const OrderLine = Type.Object({
  sku: Sku,
  name: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  unitPrice: Money,
  total: Money,
});

/** One step of the order process. `cause` is the event or request that led to it. */
export const OrderTransition = Type.Object({
  state: OrderState,
  cause: Type.String(),
  at: Timestamp,
});

/** A SKU of which less is available than the order asked for. */
export const Shortage = Type.Object({
  sku: Sku,
  requested: Type.Integer({ minimum: 1 }),
  available: Type.Integer({ minimum: 0 }),
});

export const Order = Type.Object({
  orderId: Uuid,
  state: OrderState,
  /** Whether the order process has come to an end. */
  final: Type.Boolean(),
  reference: Type.Union([Type.String(), Type.Null()]),
  delivery: Type.Union([Type.Object({ country: Type.String() }), Type.Null()]),
  lines: Type.Array(OrderLine),
  total: Money,
  shortages: Type.Array(Shortage),
  timeline: Type.Array(OrderTransition),
  placedAt: Timestamp,
});
export type Order = Static<typeof Order>;

export const OrderSummary = Type.Object({
  orderId: Uuid,
  state: OrderState,
  final: Type.Boolean(),
  reference: Type.Union([Type.String(), Type.Null()]),
  total: Money,
  placedAt: Timestamp,
});
/** Newest first. */
export const OrderPage = pageOf(OrderSummary);

export const OrderListQuery = Type.Object(
  {
    cursor: Type.Optional(Cursor),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  },
  { additionalProperties: false },
);

/** Printable ASCII, as the HTTPAPI working group's draft of the header has it. */
export const IdempotencyKey = Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$' });

export const ordersClient = (call: HttpCall) => ({
  /** Safe to repeat: the same key and body get the first answer again. */
  place: (userToken: string, idempotencyKey: string, order: PlaceOrder) =>
    call({
      method: 'POST',
      path: '/v1/orders',
      userToken,
      headers: { 'idempotency-key': idempotencyKey },
      body: order,
      idempotent: true,
      response: Order,
    }),
  get: (userToken: string, orderId: string) =>
    call({ method: 'GET', path: `/v1/orders/${orderId}`, userToken, response: Order }),
  list: (userToken: string, query: Static<typeof OrderListQuery>) =>
    call({ method: 'GET', path: '/v1/orders', userToken, query, response: OrderPage }),
});
