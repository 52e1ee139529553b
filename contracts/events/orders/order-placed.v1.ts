import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { EventMoney } from '../money.ts';

/** An order was acknowledged. Asked again until Products has answered. SKUs are in upper case, each at most once. */
export const OrderPlacedV1 = defineEvent({
  type: 'orders.order.placed.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    lines: Type.Array(
      Type.Object({ sku: Type.String(), quantity: Type.Integer({ minimum: 1 }), unitPrice: EventMoney }),
    ),
    total: EventMoney,
    placedAt: Type.String(),
  }),
  key: (order) => order.orderId,
});
