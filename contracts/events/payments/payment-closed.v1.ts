import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** Nothing is held and nothing can be charged for the order, now or later. */
export const PaymentClosedV1 = defineEvent({
  type: 'payments.payment.closed.v1',
  topic: 'payments.payment',
  schema: Type.Object({
    orderId: Type.String(),
    closedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
