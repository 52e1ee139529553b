import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** Units that will never ship: their reservation comes back. `refundId` makes it happen once. */
export const LinesCancelledV1 = defineEvent({
  type: 'orders.order.lines-cancelled.v1',
  topic: 'orders.order',
  schema: Type.Object({
    orderId: Type.String(),
    refundId: Type.String(),
    lines: Type.Array(Type.Object({ sku: Type.String(), quantity: Type.Integer({ minimum: 1 }) })),
    cancelledAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
