import { type Handler, handle, Unprocessable } from '@fondaco/chassis/messaging';
import { LinesCancelledV1 } from '@fondaco/contracts/events/orders/lines-cancelled.v1';
import type { ProductMetrics } from '../metrics.ts';
import { describeLines, normalLines } from '../reservation/reservation.ts';
import type { ReservationBooks } from '../reservation/reservation-book-store.ts';

/** Units that will never ship can be ordered by others again. */
export const onLinesCancelled = ({
  books,
  metrics,
}: {
  readonly books: ReservationBooks;
  readonly metrics: Pick<ProductMetrics, 'changed'>;
}): Handler =>
  handle(
    LinesCancelledV1,
    async (tx, { data }) => {
      const { orderId, refundId: partId } = data;
      const book = await books.open(tx, { orderId });
      const taken = book.take({ orderId, partId, reason: 'release', lines: normalLines(data.lines) });
      if (taken.outcome === 'beyond')
        throw new Unprocessable(`release of more than is reserved: ${describeLines(taken.lines)}`);
      if (taken.outcome === 'taken') tx.afterCommit(() => metrics.changed('release'));
    },
    {
      prepare: async (tx, events) =>
        books.announce(
          tx,
          events.map(({ data }) => ({ orderId: data.orderId })),
        ),
    },
  );
