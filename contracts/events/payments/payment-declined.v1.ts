import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** An attempt has failed for good; another one may follow. */
export const PaymentDeclinedV1 = defineEvent({
  type: 'payments.payment.declined.v1',
  topic: 'payments.payment',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    attemptId: Type.String(),
    /** As in contracts/http/payments.ts, `AttemptFailure`. */
    reason: Type.String(),
    declinedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
