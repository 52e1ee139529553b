import { type Static, Type } from 'typebox';
import { Cursor, type HttpCall, Line, Money, pageOf, Sku, Timestamp, Uuid } from './common.ts';
import { Email } from './users.ts';

/** More of one line than any shelf holds is a mistake, not an order. */
export const MAX_QUANTITY = 100_000;
export const MAX_LINES = 2_000;

/**
 * `pending` waits for stock, `reserved` for a payment, `shipping` for the capture of the money, `cancelling`
 * and `expiring` until payments has said that nothing can be charged any more.
 */
export const OrderState = Type.Union([
  Type.Literal('pending'),
  Type.Literal('reserved'),
  Type.Literal('authorised'),
  Type.Literal('confirmed'),
  Type.Literal('shipping'),
  Type.Literal('partly-shipped'),
  Type.Literal('shipped'),
  Type.Literal('delivered'),
  Type.Literal('cancelling'),
  Type.Literal('cancelled'),
  Type.Literal('expiring'),
  Type.Literal('expired'),
  Type.Literal('rejected'),
  Type.Literal('refunded'),
]);
export type OrderState = Static<typeof OrderState>;

export const PlaceOrderLine = Type.Object(
  { sku: Sku, quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }) },
  { additionalProperties: false },
);

/** `country` is its name or its ISO 3166 code, as the customer wrote it. */
export const DeliveryAddress = Type.Object(
  {
    name: Line(100),
    line1: Line(100),
    line2: Type.Optional(Line(100)),
    postcode: Type.Optional(Line(20)),
    city: Line(100),
    country: Line(60),
  },
  { additionalProperties: false },
);
export type DeliveryAddress = Static<typeof DeliveryAddress>;

/** The languages that customers are written to in. */
export const Language = Type.Union([Type.Literal('en'), Type.Literal('de')]);
export type Language = Static<typeof Language>;

/**
 * Lines of the same SKU are added up. `expectedTotal` is what the customer saw: it can only lead to a
 * refusal (409 `orders/price-changed`), never set a price. E-mails about the order go to `email`.
 */
export const PlaceOrder = Type.Object(
  {
    lines: Type.Array(PlaceOrderLine, { minItems: 1, maxItems: MAX_LINES }),
    email: Email,
    language: Type.Optional(Language),
    delivery: DeliveryAddress,
    reference: Type.Optional(Line(100)),
    expectedTotal: Type.Optional(Money),
  },
  { additionalProperties: false },
);
export type PlaceOrder = Static<typeof PlaceOrder>;

/** `cancelled` units will never ship, `refunded` ones have been paid back; a cancelled unit is refunded too. */
export const OrderLine = Type.Object({
  sku: Sku,
  name: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  unitPrice: Money,
  total: Money,
  shipped: Type.Integer({ minimum: 0 }),
  cancelled: Type.Integer({ minimum: 0 }),
  refunded: Type.Integer({ minimum: 0 }),
});

const QuantityOfSku = Type.Object(
  { sku: Sku, quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }) },
  { additionalProperties: false },
);

/** `requested` waits for the capture of the money; `stopped`: it could not be taken, nothing may leave. */
export const Shipment = Type.Object({
  shipmentId: Uuid,
  state: Type.Union([Type.Literal('requested'), Type.Literal('shipped'), Type.Literal('stopped')]),
  lines: Type.Array(QuantityOfSku),
  carrier: Type.Union([Type.String(), Type.Null()]),
  trackingCode: Type.Union([Type.String(), Type.Null()]),
  /** Why it was stopped. */
  reason: Type.Union([Type.String(), Type.Null()]),
  at: Timestamp,
});
export type Shipment = Static<typeof Shipment>;

export const Refund = Type.Object({
  refundId: Uuid,
  state: Type.Union([Type.Literal('requested'), Type.Literal('refunded'), Type.Literal('failed')]),
  amount: Money,
  lines: Type.Array(QuantityOfSku),
  reason: Type.String(),
  at: Timestamp,
});
export type Refund = Static<typeof Refund>;

/** Without `lines`: all that has not shipped. */
export const ShipOrder = Type.Object(
  {
    lines: Type.Optional(Type.Array(QuantityOfSku, { minItems: 1, maxItems: MAX_LINES })),
    carrier: Type.Optional(Line(60)),
    trackingCode: Type.Optional(Line(60)),
  },
  { additionalProperties: false },
);
export type ShipOrder = Static<typeof ShipOrder>;

/**
 * Without `lines`: all that has not been refunded. Of a line, units that have not shipped are cancelled first:
 * they come back into stock and will never ship. The amount follows from the order's own prices.
 */
export const RefundOrder = Type.Object(
  {
    lines: Type.Optional(Type.Array(QuantityOfSku, { minItems: 1, maxItems: MAX_LINES })),
    reason: Line(200),
  },
  { additionalProperties: false },
);
export type RefundOrder = Static<typeof RefundOrder>;

/**
 * One step of the order process. `cause` is the event or request that led to it, `actor` who was behind it;
 * `detail` says more, such as why a payment was declined. `seq` counts the steps of an order from 1.
 *
 * It is also what an event of `GET /v1/orders/{orderId}/stream` (server-sent events: `event: transition`, `id:` its
 * `seq`) carries. That stream begins after `Last-Event-ID`, or with the first step, and ends when the order can no
 * longer change.
 */
export const OrderTransition = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  state: OrderState,
  cause: Type.String(),
  actor: Type.Union([Type.Literal('customer'), Type.Literal('staff'), Type.Literal('system')]),
  detail: Type.Union([Type.String(), Type.Null()]),
  at: Timestamp,
});
export type OrderTransition = Static<typeof OrderTransition>;

/** A SKU of which less is available than the order asked for. */
export const Shortage = Type.Object({
  sku: Sku,
  requested: Type.Integer({ minimum: 1 }),
  available: Type.Integer({ minimum: 0 }),
});

export const Order = Type.Object({
  orderId: Uuid,
  state: OrderState,
  /** Whether it waits for no answer and no payment: what follows, if anything, is for people to decide. */
  final: Type.Boolean(),
  reference: Type.Union([Type.String(), Type.Null()]),
  email: Email,
  language: Language,
  delivery: DeliveryAddress,
  lines: Type.Array(OrderLine),
  total: Money,
  /** Until when it can be paid. */
  paymentDeadline: Timestamp,
  /** Whether its customer may still cancel it. */
  cancellable: Type.Boolean(),
  shipments: Type.Array(Shipment),
  refunds: Type.Array(Refund),
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

/** What staff do, through the API or the operator's command line; a call without `userToken` signs as itself. */
export const orderStaffClient = (call: HttpCall) => ({
  get: (orderId: string) => call({ method: 'GET', path: `/v1/orders/${orderId}`, response: Order }),
  cancel: (orderId: string) =>
    call({
      method: 'POST',
      path: `/v1/orders/${orderId}/cancellation`,
      body: {},
      idempotent: true,
      response: Order,
    }),
  ship: (orderId: string, idempotencyKey: string, body: ShipOrder) =>
    call({
      method: 'POST',
      path: `/v1/orders/${orderId}/shipments`,
      headers: { 'idempotency-key': idempotencyKey },
      body,
      idempotent: true,
      response: Order,
    }),
  deliver: (orderId: string) =>
    call({
      method: 'POST',
      path: `/v1/orders/${orderId}/delivery`,
      body: {},
      idempotent: true,
      response: Order,
    }),
  refund: (orderId: string, idempotencyKey: string, body: RefundOrder) =>
    call({
      method: 'POST',
      path: `/v1/orders/${orderId}/refunds`,
      headers: { 'idempotency-key': idempotencyKey },
      body,
      idempotent: true,
      response: Order,
    }),
});

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
  /** Idempotent by nature: an order that is being cancelled, or was, stays so. */
  cancel: (userToken: string, orderId: string) =>
    call({
      method: 'POST',
      path: `/v1/orders/${orderId}/cancellation`,
      userToken,
      body: {},
      idempotent: true,
      response: Order,
    }),
  list: (userToken: string, query: Static<typeof OrderListQuery>) =>
    call({ method: 'GET', path: '/v1/orders', userToken, query, response: OrderPage }),
});
