import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { NamedLine, Recipient } from './recipient.ts';

/** The order came to nothing: there was too little of what `shortages` names. Nothing was charged. */
export const OrderRejectedV1 = defineEvent({
  type: 'orders.order.rejected.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    reason: Type.Literal('insufficient-stock'),
    shortages: Type.Array(
      Type.Object({ sku: Type.String(), requested: Type.Integer(), available: Type.Integer() }),
    ),
    recipient: Recipient,
    lines: Type.Array(NamedLine),
    rejectedAt: Type.String(),
  }),
  key: (order) => order.orderId,
});
