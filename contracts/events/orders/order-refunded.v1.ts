import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { EventMoney } from '../money.ts';

import { NamedLine, Recipient } from './recipient.ts';

/** Money has gone back to the customer. */
export const OrderRefundedV1 = defineEvent({
  type: 'orders.order.refunded.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    refundId: Type.String(),
    amount: EventMoney,
    lines: Type.Array(NamedLine),
    /** Whether the whole order has been refunded. */
    complete: Type.Boolean(),
    recipient: Recipient,
    refundedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
