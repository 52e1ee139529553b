import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** All that was shipped has arrived. */
export const OrderDeliveredV1 = defineEvent({
  type: 'orders.order.delivered.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    deliveredAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
