import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { EventMoney } from '../money.ts';

/** A captured amount, or a part of it, is to go back. `refundId` makes it happen once. Asked again until answered. */
export const RefundRequestedV1 = defineEvent({
  type: 'orders.order.refund-requested.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    refundId: Type.String(),
    amount: EventMoney,
    reason: Type.String(),
    requestedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
