import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** The shop has bound itself to deliver the order. */
export const OrderConfirmedV1 = defineEvent({
  type: 'orders.order.confirmed.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    confirmedAt: Type.String(),
  }),
  key: (order) => order.orderId,
});
