import { type Handler, handle, Unprocessable } from '@fondaco/chassis/messaging';
import { OrderShippedV1 } from '@fondaco/contracts/events/orders/order-shipped.v1';
import type { ProductMetrics } from '../metrics.ts';
import { describeLines, normalLines } from '../reservation/reservation.ts';
import type { ReservationBooks } from '../reservation/reservation-book-store.ts';

/** The units of the shipment are no longer in stock, nor reserved. */
export const onOrderShipped = ({
  books,
  metrics,
}: {
  readonly books: ReservationBooks;
  readonly metrics: Pick<ProductMetrics, 'changed'>;
}): Handler =>
  handle(
    OrderShippedV1,
    async (tx, { data }) => {
      const { orderId, shipmentId: partId } = data;
      const book = await books.open(tx, { orderId });
      const taken = book.take({ orderId, partId, reason: 'shipment', lines: normalLines(data.lines) });
      if (taken.outcome === 'beyond')
        throw new Unprocessable(`shipment of more than is reserved: ${describeLines(taken.lines)}`);
      if (taken.outcome === 'taken') tx.afterCommit(() => metrics.changed('shipment'));
    },
    {
      prepare: async (tx, events) =>
        books.announce(
          tx,
          events.map(({ data }) => ({ orderId: data.orderId })),
        ),
    },
  );
