import { handle, type Outbox } from '@fondaco/chassis/messaging';
import { OrderRejectedV1 } from '@fondaco/contracts/events/orders/order-rejected.v1';
import { ReservationRefusedV1 } from '@fondaco/contracts/events/products/reservation-refused.v1';
import { namedLines, recipientOf } from '../order/messages.ts';
import type { OrderProcess } from '../order-process.ts';

const WITH_LINES = { withLines: true };

/** There was too little of something, so nothing is reserved: the order comes to nothing. */
export const onReservationRefused = (deps: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
}) => {
  const { outbox, process } = deps;
  return handle(
    ReservationRefusedV1,
    async (tx, event) => {
      const { shortages } = event.data;
      const step = await process.onEvent(tx, event, 'reservation-refused', { ...WITH_LINES, shortages });
      if (!step) return;
      const { order, at } = step;
      const lines = order.lines ?? [];
      await outbox.append(tx, OrderRejectedV1, {
        orderId: order.orderId,
        customerId: order.customerId,
        reason: 'insufficient-stock',
        shortages,
        recipient: recipientOf(order),
        lines: namedLines(lines, lines),
        rejectedAt: at.toISOString(),
      });
    },
    { prepare: process.prepare(WITH_LINES) },
  );
};
