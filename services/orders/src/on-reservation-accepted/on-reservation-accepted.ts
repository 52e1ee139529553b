import { handle, type Outbox } from '@fondaco/chassis/messaging';
import { PaymentRequestedV1 } from '@fondaco/contracts/events/orders/payment-requested.v1';
import { ReservationAcceptedV1 } from '@fondaco/contracts/events/products/reservation-accepted.v1';
import { moneyOf } from '../order/messages.ts';
import type { OrderProcess } from '../order-process.ts';

/** All lines have their stock: the customer may pay. */
export const onReservationAccepted = (deps: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
}) => {
  const { outbox, process } = deps;
  return handle(
    ReservationAcceptedV1,
    async (tx, event) => {
      const step = await process.onEvent(tx, event, 'reservation-accepted');
      if (!step) return;
      const { order, at } = step;
      await outbox.append(tx, PaymentRequestedV1, {
        orderId: order.orderId,
        customerId: order.customerId,
        amount: moneyOf(order, order.totalMinor),
        deadline: order.paymentDeadline.toISOString(),
        requestedAt: at.toISOString(),
      });
    },
    { prepare: process.prepare() },
  );
};
