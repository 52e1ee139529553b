import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { DeliveryAddress, NamedLine, Recipient } from './recipient.ts';

/** These lines have left the house: their reserved units are no longer in stock. */
export const OrderShippedV1 = defineEvent({
  type: 'orders.order.shipped.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    shipmentId: Type.String(),
    lines: Type.Array(NamedLine),
    carrier: Type.Optional(Type.String()),
    trackingCode: Type.Optional(Type.String()),
    /** Whether nothing is left to ship. */
    complete: Type.Boolean(),
    recipient: Recipient,
    delivery: DeliveryAddress,
    shippedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
