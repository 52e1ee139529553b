import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

const Money = Type.Object({ amountMinor: Type.Integer(), currency: Type.String() });

/** An order was acknowledged. SKUs are in upper case, each at most once. */
export const OrderPlacedV1 = defineEvent({
  type: 'orders.order.placed.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    lines: Type.Array(
      Type.Object({ sku: Type.String(), quantity: Type.Integer({ minimum: 1 }), unitPrice: Money }),
    ),
    total: Money,
    placedAt: Type.String(),
  }),
  key: (order) => order.orderId,
});
