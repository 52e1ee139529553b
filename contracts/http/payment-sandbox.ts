import { type Static, Type } from 'typebox';
import { Cursor, IdempotencyKey, Money, Timestamp } from './common.ts';

/**
 * The sandbox provider: somebody outside the shop who holds and takes its customers' money, so that a whole
 * checkout can be had without one. The shop's side is `Authorization: Bearer <secret key>`; the browser's side
 * is CardDetails in, CardToken out, and the page behind `actionUrl`.
 */
export const SandboxPaymentState = Type.Union([
  Type.Literal('action-required'),
  Type.Literal('authorised'),
  Type.Literal('captured'),
  Type.Literal('declined'),
  Type.Literal('voided'),
]);
export type SandboxPaymentState = Static<typeof SandboxPaymentState>;

export const SandboxDeclineReason = Type.Union([
  Type.Literal('card-declined'),
  Type.Literal('insufficient-funds'),
  Type.Literal('expired-card'),
  Type.Literal('authentication-failed'),
  /** Unknown to the provider, or used for another payment already. */
  Type.Literal('card-token-invalid'),
]);
export type SandboxDeclineReason = Static<typeof SandboxDeclineReason>;

/** What the shop wants to find again. */
export const SandboxMetadata = Type.Object(
  {
    attemptId: Type.String({ minLength: 1, maxLength: 64 }),
    orderId: Type.String({ minLength: 1, maxLength: 64 }),
  },
  { additionalProperties: false },
);

export const SandboxPaymentId = Type.String({ pattern: '^sp_[A-Za-z0-9_-]{22}$' });

export const SandboxPayment = Type.Object({
  id: SandboxPaymentId,
  state: SandboxPaymentState,
  amount: Money,
  /** Minor units of what was taken, and of what of it went back. */
  captured: Type.Integer({ minimum: 0 }),
  refunded: Type.Integer({ minimum: 0 }),
  declineReason: Type.Union([SandboxDeclineReason, Type.Null()]),
  /** Where the customer confirms while `action-required`. */
  actionUrl: Type.Union([Type.String(), Type.Null()]),
  metadata: SandboxMetadata,
  createdAt: Timestamp,
  changedAt: Timestamp,
});
export type SandboxPayment = Static<typeof SandboxPayment>;

/** `POST /v1/payments` with an `Idempotency-Key`: 201, a decline too. */
export const SandboxPaymentRequest = Type.Object(
  {
    amount: Type.Object(
      { ...Money.properties, amountMinor: Type.Integer({ minimum: 1, maximum: 99_999_999_999 }) },
      { additionalProperties: false },
    ),
    cardToken: Type.String({ minLength: 1, maxLength: 255 }),
    /** Of the shop's own origin. */
    returnUrl: Type.String({ minLength: 1, maxLength: 2048 }),
    metadata: SandboxMetadata,
  },
  { additionalProperties: false },
);
export type SandboxPaymentRequest = Static<typeof SandboxPaymentRequest>;

/** Every change needs its key: the same key and body get the first answer again, another body a 409. */
export const SandboxKeyHeader = Type.Object({ 'idempotency-key': IdempotencyKey });

/** `GET /v1/payments?attemptId=`: oldest first. */
export const SandboxPaymentList = Type.Object({ payments: Type.Array(SandboxPayment) });

/** `POST /v1/payments/{id}/refunds` */
export const SandboxRefundRequest = Type.Object(
  {
    amountMinor: Type.Integer({ minimum: 1, maximum: 99_999_999_999 }),
    metadata: Type.Object(
      { refundId: Type.String({ minLength: 1, maxLength: 64 }) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type SandboxRefundRequest = Static<typeof SandboxRefundRequest>;

export const SandboxRefund = Type.Object({
  id: Type.String(),
  paymentId: SandboxPaymentId,
  amount: Money,
  metadata: Type.Object({ refundId: Type.String() }),
  createdAt: Timestamp,
});
export type SandboxRefund = Static<typeof SandboxRefund>;

/** `GET /v1/payments/{id}/refunds`: oldest first. */
export const SandboxRefundList = Type.Object({ refunds: Type.Array(SandboxRefund) });

/** `GET /v1/payment-changes?since=&cursor=&limit=`: payments as they are now, those that changed first come first. */
export const SandboxChangesQuery = Type.Object({
  since: Timestamp,
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 500 })),
});
export const SandboxChanges = Type.Object({
  payments: Type.Array(SandboxPayment),
  nextCursor: Type.Union([Cursor, Type.Null()]),
});

/** Signed over `t.body`: header `Sandbox-Signature: t=<seconds>,v1=<hex HMAC-SHA256>`. */
export const SandboxNotice = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 64 }),
  type: Type.Union([
    Type.Literal('payment.action-required'),
    Type.Literal('payment.authorised'),
    Type.Literal('payment.captured'),
    Type.Literal('payment.declined'),
    Type.Literal('payment.voided'),
    Type.Literal('payment.refunded'),
  ]),
  createdAt: Timestamp,
  /** As it was when the notice was written, which may be long ago. */
  payment: SandboxPayment,
});
export type SandboxNotice = Static<typeof SandboxNotice>;

/** What the browser sends to `POST /v1/card-tokens` of the provider's own origin; never to the shop. */
export const CardDetails = Type.Object(
  {
    /** Spaces and dashes between the digits are allowed. */
    number: Type.String({ minLength: 12, maxLength: 40 }),
    expiryMonth: Type.Integer({ minimum: 1, maximum: 12 }),
    expiryYear: Type.Integer({ minimum: 2000, maximum: 2100 }),
    cvc: Type.String({ minLength: 3, maxLength: 4 }),
  },
  { additionalProperties: false },
);
export type CardDetails = Static<typeof CardDetails>;

/** 201. `token` is good for one payment within the hour. Bad cards: 422 with code `sandbox/card-number-invalid` … */
export const CardToken = Type.Object({
  token: Type.String(),
  brand: Type.String(),
  last4: Type.String(),
});
export type CardToken = Static<typeof CardToken>;

const Share = Type.Number({ minimum: 0, maximum: 1, default: 0 });

/**
 * `PUT /v1/faults`: how the provider misbehaves from now on; what is left out is as it should be. Shares are of
 * requests or webhooks, drawn from `seed`, so that the same sequence of requests meets the same faults.
 */
export const SandboxFaults = Type.Object(
  {
    seed: Type.Integer({ minimum: 0, default: 1 }),
    /** Payments, captures, voids and refunds that are made but never answered, the first time. */
    timeoutAfterChargeShare: Share,
    /** The same, of refunds alone. */
    timeoutAfterRefundShare: Share,
    /** Requests that are answered `slowMs` late. */
    slowShare: Share,
    slowMs: Type.Integer({ minimum: 0, maximum: 60_000, default: 2_000 }),
    /** Webhooks that are sent twice. */
    duplicateShare: Share,
    /** Webhooks that are sent `lateMs` late. */
    lateShare: Share,
    lateMs: Type.Integer({ minimum: 0, maximum: 600_000, default: 10_000 }),
    /** Webhooks that wait until the payment's next one was sent, 10 s at most. */
    outOfOrderShare: Share,
  },
  { additionalProperties: false },
);
export type SandboxFaults = Static<typeof SandboxFaults>;

/** `POST /v1/outages`: nothing but this, the faults and the record answers for so long, and no webhook is sent. */
export const SandboxOutage = Type.Object(
  {
    seconds: Type.Number({ minimum: 0, maximum: 3_600 }),
    /** Answer 503, or take the request and never answer. */
    mode: Type.Union([Type.Literal('refuse'), Type.Literal('silent')], { default: 'refuse' }),
  },
  { additionalProperties: false },
);
export type SandboxOutage = Static<typeof SandboxOutage>;

/** One payment as the provider's books have it. */
export const SandboxRecordEntry = Type.Object({
  ...SandboxPayment.properties,
  /** How often it was held, taken, given back: 0 or 1 each, whatever was asked how often. */
  holds: Type.Integer(),
  captures: Type.Integer(),
  voids: Type.Integer(),
  refunds: Type.Array(SandboxRefund),
});
export type SandboxRecordEntry = Static<typeof SandboxRecordEntry>;

/** `GET /v1/record?cursor=&limit=`: everything, oldest first. The totals are of everything on each page. */
export const SandboxRecord = Type.Object({
  payments: Type.Array(SandboxRecordEntry),
  nextCursor: Type.Union([Cursor, Type.Null()]),
  totals: Type.Object({
    payments: Type.Integer(),
    /** Attempts for which more than one payment was ever held. */
    attemptsHeldTwice: Type.Integer(),
    /** Orders for which two payments were held or taken at the same time. */
    ordersHeldTwice: Type.Integer(),
    /** Webhooks not acknowledged yet. */
    webhooksWaiting: Type.Integer(),
  }),
});
export type SandboxRecord = Static<typeof SandboxRecord>;
