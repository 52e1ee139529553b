import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { EventMoney } from '../money.ts';

/** The first shipment is ready: payments captures the whole amount. Asked again until answered. */
export const CaptureRequestedV1 = defineEvent({
  type: 'orders.order.capture-requested.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    shipmentId: Type.String(),
    amount: EventMoney,
    requestedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
