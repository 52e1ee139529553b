import { type Handler, handle } from '@fondaco/chassis/messaging';
import { OrderCancelledV1 } from '@fondaco/contracts/events/orders/order-cancelled.v1';
import type { ReservationReactions } from '../reservation-reactions.ts';

/** Gives back all that is still reserved. An order that is not known yet leaves a refusal for when it comes. */
export const onOrderCancelled = ({ books, released, prepare }: ReservationReactions): Handler =>
  handle(
    OrderCancelledV1,
    async (tx, { data: { orderId } }) => {
      const book = await books.open(tx, { orderId });
      const reservation = book.reservationOf(orderId);
      if (!reservation) {
        book.open({ orderId, outcome: 'refused', cancelled: true, shortages: [], lines: [] });
        return;
      }
      if (reservation.cancelled) return;
      const lines = book.cancel(reservation);
      if (lines.length > 0) await released(tx, orderId, lines);
    },
    { prepare },
  );
