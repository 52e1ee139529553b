import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { EventMoney } from '../money.ts';
import { DeliveryAddress, Recipient } from './recipient.ts';

/** Stock is reserved and the payment authorised: the shop has bound itself to deliver the order. */
export const OrderConfirmedV1 = defineEvent({
  type: 'orders.order.confirmed.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    recipient: Recipient,
    delivery: DeliveryAddress,
    lines: Type.Array(
      Type.Object({
        sku: Type.String(),
        name: Type.String(),
        quantity: Type.Integer({ minimum: 1 }),
        total: EventMoney,
      }),
    ),
    total: EventMoney,
    confirmedAt: Type.String(),
  }),
  key: (order) => order.orderId,
});
