import { handle } from '@fondaco/chassis/messaging';
import { OrderRejectedV1 } from '@fondaco/contracts/events/orders/order-rejected.v1';
import { decideOrPark } from '../decide-or-park.ts';
import { reject } from '../payment/closing.ts';
import type { PaymentReactions } from '../payment-reactions.ts';

/** There is nothing to pay for: attempts that wait are refused, and so is every later one. */
export const onOrderRejected = ({ book, applyDecision, prepare }: PaymentReactions) =>
  handle(
    OrderRejectedV1,
    async (tx, { data }) => {
      const payment = await book.lockOrBegin(tx, data.orderId, data.customerId);
      const decision = decideOrPark(() => reject(payment));
      await applyDecision(tx, payment, decision);
    },
    { prepare },
  );
