import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** The provider will not pay what it held: the shipment must not leave. */
export const CaptureFailedV1 = defineEvent({
  type: 'payments.payment.capture-failed.v1',
  topic: 'payments.payment',
  schema: Type.Object({
    orderId: Type.String(),
    shipmentId: Type.String(),
    reason: Type.String(),
    failedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
