import { handle, type Outbox } from '@fondaco/chassis/messaging';
import { OrderConfirmedV1 } from '@fondaco/contracts/events/orders/order-confirmed.v1';
import { ReservationAcceptedV1 } from '@fondaco/contracts/events/products/reservation-accepted.v1';
import type { TakeStep } from '../order-process.ts';

/** All lines have their stock: the order goes on, as far as it can without another answer. */
export const onReservationAccepted = (deps: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly takeStep: TakeStep;
}) =>
  handle(ReservationAcceptedV1, async (tx, event) => {
    const { outbox, takeStep } = deps;
    const step = await takeStep(tx, event, 'reservation-accepted');
    if (step?.state !== 'confirmed') return;
    await outbox.append(tx, OrderConfirmedV1, {
      orderId: step.orderId,
      customerId: step.customerId,
      confirmedAt: step.at.toISOString(),
    });
  });
