import type { Order } from '@fondaco/contracts/http/orders';
import type { Attempt, Payment } from '@fondaco/contracts/http/payments';
import type { OrderView, PaymentAttemptView, PaymentView } from '@fondaco/contracts/http/storefront-bff';

/** `not-asked-for`: Payments knows of no request for this order yet. Null: it said nothing. */
export type PaymentAnswer = Payment | 'not-asked-for' | null;

/** An order as its customer sees it: without what the order process keeps for itself. */
export const orderView = (order: Order, payment: PaymentAnswer): OrderView => ({
  orderId: order.orderId,
  state: order.state,
  final: order.final,
  placedAt: order.placedAt,
  paymentDeadline: order.paymentDeadline,
  cancellable: order.cancellable,
  total: order.total,
  email: order.email,
  delivery: order.delivery,
  lines: order.lines,
  shipments: order.shipments,
  refunds: order.refunds,
  shortages: order.shortages,
  timeline: order.timeline,
  payment: payment === null ? null : paymentView(payment),
});

const paymentView = (payment: Payment | 'not-asked-for'): PaymentView => {
  if (payment === 'not-asked-for') return { state: 'unknown', attempt: null };
  const newest = payment.attempts.at(-1);
  return { state: payment.state, attempt: newest === undefined ? null : attemptView(newest) };
};

export const attemptView = ({ attemptId, state, failure, actionUrl }: Attempt): PaymentAttemptView => ({
  attemptId,
  state,
  failure,
  actionUrl,
});
