import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** The provider refuses the refund for good: staff must see to it. */
export const RefundFailedV1 = defineEvent({
  type: 'payments.payment.refund-failed.v1',
  topic: 'payments.payment',
  schema: Type.Object({
    orderId: Type.String(),
    refundId: Type.String(),
    reason: Type.String(),
    failedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
