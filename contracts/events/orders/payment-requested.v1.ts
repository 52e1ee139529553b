import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { EventMoney } from '../money.ts';

/** Stock is reserved: the customer owes `amount` and may pay until `deadline`. Asked again until answered. */
export const PaymentRequestedV1 = defineEvent({
  type: 'orders.order.payment-requested.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    amount: EventMoney,
    deadline: Type.String(),
    requestedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
