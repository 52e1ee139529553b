import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { EventMoney } from '../money.ts';

/** The whole amount was taken, for the order's first shipment. */
export const PaymentCapturedV1 = defineEvent({
  type: 'payments.payment.captured.v1',
  topic: 'payments.payment',
  schema: Type.Object({
    orderId: Type.String(),
    shipmentId: Type.String(),
    amount: EventMoney,
    capturedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
