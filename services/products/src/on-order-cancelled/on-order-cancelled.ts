import { type Handler, handle } from '@fondaco/chassis/messaging';
import { OrderCancelledV1 } from '@fondaco/contracts/events/orders/order-cancelled.v1';
import type { ProductMetrics } from '../metrics.ts';
import type { ReservationBooks } from '../reservation/reservation-book-store.ts';

/** Gives back all that is still reserved. An order that is not known yet leaves a refusal for when it comes. */
export const onOrderCancelled = ({
  books,
  metrics,
}: {
  readonly books: ReservationBooks;
  readonly metrics: Pick<ProductMetrics, 'changed'>;
}): Handler =>
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
      if (book.cancel(reservation)) tx.afterCommit(() => metrics.changed('release'));
    },
    {
      prepare: async (tx, events) =>
        books.announce(
          tx,
          events.map(({ data }) => ({ orderId: data.orderId })),
        ),
    },
  );
