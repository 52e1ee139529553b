import { handle } from '@fondaco/chassis/messaging';
import { PaymentWithdrawnV1 } from '@fondaco/contracts/events/orders/payment-withdrawn.v1';
import { decideOrPark } from '../decide-or-park.ts';
import { withdraw } from '../payment/closing.ts';
import type { PaymentReactions } from '../payment-reactions.ts';

/** Nothing may be charged any more. Before any request for payment it leaves a row that no later one opens. */
export const onPaymentWithdrawn = ({ book, applyDecision, prepare }: PaymentReactions) =>
  handle(
    PaymentWithdrawnV1,
    async (tx, { data }) => {
      const payment = await book.lockOrBegin(tx, data.orderId, data.customerId);
      const decision = decideOrPark(() => withdraw(payment));
      await applyDecision(tx, payment, decision);
    },
    { prepare },
  );
