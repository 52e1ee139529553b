import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** Nothing may be charged for the order any more. Payments voids what it holds and answers `payments.payment.closed.v1`. Asked again until answered; may come before any request for payment. */
export const PaymentWithdrawnV1 = defineEvent({
  type: 'orders.order.payment-withdrawn.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    reason: Type.String(),
    withdrawnAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
