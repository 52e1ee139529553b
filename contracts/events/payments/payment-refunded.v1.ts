import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { EventMoney } from '../money.ts';

/** The refund was carried out. */
export const PaymentRefundedV1 = defineEvent({
  type: 'payments.payment.refunded.v1',
  topic: 'payments.payment',
  schema: Type.Object({
    orderId: Type.String(),
    refundId: Type.String(),
    amount: EventMoney,
    refundedAt: Type.String(),
  }),
  key: (event) => event.orderId,
});
