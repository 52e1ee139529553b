import { handle, Unprocessable } from '@fondaco/chassis/messaging';
import { RefundRequestedV1 } from '@fondaco/contracts/events/orders/refund-requested.v1';
import { decideOrPark } from '../decide-or-park.ts';
import { requestRefund } from '../payment/capturing.ts';
import { findRefund } from '../payment/payment-store.ts';
import type { PaymentReactions } from '../payment-reactions.ts';

/** Money is to go back: decided under the payment's lock, so that two refunds cannot give back more than was taken. */
export const onRefundRequested = ({ book, applyDecision, prepare }: PaymentReactions) =>
  handle(
    RefundRequestedV1,
    async (tx, { data }) => {
      const payment = await book.lock(tx, data.orderId);
      if (!payment) throw new Unprocessable(`there is no payment of order ${data.orderId}`);
      const earlier = await findRefund(tx, data.refundId);
      const decision = decideOrPark(() => requestRefund(payment, data, earlier));
      await applyDecision(tx, payment, decision);
    },
    { prepare },
  );
