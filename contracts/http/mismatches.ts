import { type Static, Type } from 'typebox';
import { pageOf, Timestamp, Uuid } from './common.ts';

/**
 * Where two records of the same order disagree for longer than messages need. `GET /v1/mismatches` of Orders
 * compares orders with payments and reservations, that of Payments compares payments with the provider.
 */
export const MismatchKind = Type.Union([
  Type.Literal('paid-without-order'),
  Type.Literal('order-without-payment'),
  Type.Literal('stuck'),
  Type.Literal('reservation-without-order'),
  Type.Literal('order-without-reservation'),
  Type.Literal('amounts-differ'),
  Type.Literal('states-differ'),
  /** Of a charge at the provider that no attempt of ours accounts for. */
  Type.Literal('unknown-charge'),
]);
export type MismatchKind = Static<typeof MismatchKind>;

export const Mismatch = Type.Object({
  orderId: Type.Union([Uuid, Type.Null()]),
  kind: MismatchKind,
  /** A sentence: what each side says. Without personal data. */
  detail: Type.String(),
  firstSeenAt: Timestamp,
  lastSeenAt: Timestamp,
});
export type Mismatch = Static<typeof Mismatch>;
/** Oldest first. */
export const MismatchPage = pageOf(Mismatch);
