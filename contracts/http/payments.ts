import { type Static, Type } from 'typebox';
import { type HttpCall, Money, Timestamp, Uuid } from './common.ts';
import { ChangesPage, type ChangesQuery } from './records.ts';

/**
 * `waiting` for the event that brings amount and owner, `processing` at the provider, `action-required` of the
 * customer (such as 3-D Secure). The others are terminal: `authorised`, `declined` by the provider, `refused`
 * by us (nothing was asked of the provider), `voided` because the order was withdrawn.
 */
export const AttemptState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('processing'),
  Type.Literal('action-required'),
  Type.Literal('authorised'),
  Type.Literal('declined'),
  Type.Literal('refused'),
  Type.Literal('voided'),
]);
export type AttemptState = Static<typeof AttemptState>;

/** Why an attempt came to nothing, in terms that an interface can explain. */
export const AttemptFailure = Type.Union([
  Type.Literal('card-declined'),
  Type.Literal('insufficient-funds'),
  Type.Literal('expired-card'),
  Type.Literal('authentication-failed'),
  /** The token is unknown to the provider, used up, or not a card's. */
  Type.Literal('card-token-invalid'),
  Type.Literal('not-your-order'),
  /** The order was cancelled, rejected, expired or paid before. */
  Type.Literal('not-payable'),
  /** Nobody ever asked for a payment of this order. */
  Type.Literal('no-such-order'),
]);
export type AttemptFailure = Static<typeof AttemptFailure>;

/** `cardToken` is the provider's, made in the browser: card numbers never come here. */
export const StartAttempt = Type.Object(
  { cardToken: Type.String({ pattern: '^[A-Za-z0-9_-]{3,255}$' }) },
  { additionalProperties: false },
);
export type StartAttempt = Static<typeof StartAttempt>;

export const Attempt = Type.Object({
  attemptId: Uuid,
  orderId: Uuid,
  state: AttemptState,
  failure: Type.Union([AttemptFailure, Type.Null()]),
  /** Where the customer confirms the payment while it is `action-required`. */
  actionUrl: Type.Union([Type.String(), Type.Null()]),
  createdAt: Timestamp,
});
export type Attempt = Static<typeof Attempt>;

/**
 * `unknown`: no request for payment has come yet. `due`: it may be paid. `closing` while what is held is being
 * given back; `closed`: nothing can be charged any more. `capturing` while the money is being taken.
 */
export const PaymentState = Type.Union([
  Type.Literal('unknown'),
  Type.Literal('due'),
  Type.Literal('authorised'),
  Type.Literal('capturing'),
  Type.Literal('captured'),
  Type.Literal('closing'),
  Type.Literal('closed'),
]);
export type PaymentState = Static<typeof PaymentState>;

/** The caller's own attempts, oldest first; amounts are null until the request for payment has come. */
export const Payment = Type.Object({
  orderId: Uuid,
  state: PaymentState,
  amount: Type.Union([Money, Type.Null()]),
  captured: Type.Union([Money, Type.Null()]),
  refunded: Type.Union([Money, Type.Null()]),
  deadline: Type.Union([Timestamp, Type.Null()]),
  attempts: Type.Array(Attempt),
});
export type Payment = Static<typeof Payment>;

/** What payments knows of an order's money, for the reconciliation. Without a request for payment there is none. */
export const PaymentRecord = Type.Object({
  orderId: Uuid,
  state: PaymentState,
  amount: Type.Union([Money, Type.Null()]),
  authorised: Type.Union([Money, Type.Null()]),
  captured: Type.Union([Money, Type.Null()]),
  refunded: Type.Union([Money, Type.Null()]),
  changedAt: Timestamp,
});
export type PaymentRecord = Static<typeof PaymentRecord>;

export const paymentsClient = (call: HttpCall) => ({
  /** Safe to repeat: the same key and body get the first answer again. */
  attempt: (userToken: string, orderId: string, idempotencyKey: string, body: StartAttempt) =>
    call({
      method: 'POST',
      path: `/v1/payments/${orderId}/attempts`,
      userToken,
      headers: { 'idempotency-key': idempotencyKey },
      body,
      idempotent: true,
      response: Attempt,
    }),
  get: (userToken: string, orderId: string) =>
    call({ method: 'GET', path: `/v1/payments/${orderId}`, userToken, response: Payment }),
  records: (orderIds: readonly string[]) =>
    call({
      method: 'POST',
      path: '/v1/payment-records/query',
      body: { orderIds },
      idempotent: true,
      response: Type.Object({ records: Type.Array(PaymentRecord) }),
    }),
  changes: (query: ChangesQuery) =>
    call({ method: 'GET', path: '/v1/payment-records/changes', query, response: ChangesPage }),
});
