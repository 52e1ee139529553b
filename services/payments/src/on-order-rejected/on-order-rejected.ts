import { handle } from '@fondaco/chassis/messaging';
import { OrderRejectedV1 } from '@fondaco/contracts/events/orders/order-rejected.v1';
import { decideOrPark } from '../decide-or-park.ts';
import { reject } from '../payment/closing.ts';
import { lockOrBeginPayment } from '../payment/payment-store.ts';
import type { ApplyDecision } from '../payment-process.ts';

/** There is nothing to pay for: attempts that wait are refused, and so is every later one. */
export const onOrderRejected = (deps: { readonly applyDecision: ApplyDecision }) =>
  handle(OrderRejectedV1, async (tx, { data }) => {
    const payment = await lockOrBeginPayment(tx, data.orderId, data.customerId);
    const decision = decideOrPark(() => reject(payment));
    await deps.applyDecision(tx, payment, decision);
  });
