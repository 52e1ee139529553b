import { handle, type Outbox } from '@fondaco/chassis/messaging';
import { OrderCancelledV1 } from '@fondaco/contracts/events/orders/order-cancelled.v1';
import { PaymentClosedV1 } from '@fondaco/contracts/events/payments/payment-closed.v1';
import { recipientOf } from '../order/messages.ts';
import { findWhoCancelled } from '../order/order-store.ts';
import type { OrderProcess } from '../order-process.ts';

/** Nothing can be charged any more: the order ends, and its stock comes back. */
export const onPaymentClosed = (deps: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
}) => {
  const { outbox, process } = deps;
  return handle(
    PaymentClosedV1,
    async (tx, event) => {
      const step = await process.onEvent(tx, event, 'payment-closed');
      if (!step) return;
      const { order, at } = step;
      await outbox.append(tx, OrderCancelledV1, {
        orderId: order.orderId,
        customerId: order.customerId,
        reason: order.state === 'expired' ? 'expired' : await findWhoCancelled(tx, order.orderId),
        recipient: recipientOf(order),
        cancelledAt: at.toISOString(),
      });
    },
    { prepare: process.prepare() },
  );
};
