import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { Recipient } from './recipient.ts';

/** The order has ended unpaid, and nothing can be charged for it: its reservation comes back. */
export const OrderCancelledV1 = defineEvent({
  type: 'orders.order.cancelled.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    /** `expired`: it was not paid in time. */
    reason: Type.Union([Type.Literal('customer'), Type.Literal('staff'), Type.Literal('expired')]),
    recipient: Recipient,
    cancelledAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
