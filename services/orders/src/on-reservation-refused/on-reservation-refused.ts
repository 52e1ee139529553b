import { handle, type Outbox } from '@fondaco/chassis/messaging';
import { OrderRejectedV1 } from '@fondaco/contracts/events/orders/order-rejected.v1';
import { ReservationRefusedV1 } from '@fondaco/contracts/events/products/reservation-refused.v1';
import type { TakeStep } from '../order-process.ts';

/** There was too little of something, so nothing is reserved: the order comes to nothing. */
export const onReservationRefused = (deps: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly takeStep: TakeStep;
}) =>
  handle(ReservationRefusedV1, async (tx, event) => {
    const { outbox, takeStep } = deps;
    const { shortages } = event.data;
    const step = await takeStep(tx, event, 'reservation-refused', { shortages });
    if (!step) return;
    await outbox.append(tx, OrderRejectedV1, {
      orderId: step.orderId,
      customerId: step.customerId,
      reason: 'insufficient-stock',
      shortages,
      rejectedAt: step.at.toISOString(),
    });
  });
