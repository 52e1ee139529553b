import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { EventMoney } from '../money.ts';

/** The provider holds `amount` for the order; nothing has been taken yet. */
export const PaymentAuthorisedV1 = defineEvent({
  type: 'payments.payment.authorised.v1',
  topic: 'payments.payment',
  schema: Type.Object({
    orderId: Type.String(),
    customerId: Type.String(),
    attemptId: Type.String(),
    amount: EventMoney,
    authorisedAt: Type.String(),
    /** When the customer took the last step, as far as is known: asked to pay, or confirmed the payment. */
    lastStepAt: Type.Optional(Type.String()),
  }),
  key: (event) => event.orderId,
});
