import { type Handler, handle, type Outbox } from '@fondaco/chassis/messaging';
import { OrderPlacedV1 } from '@fondaco/contracts/events/orders/order-placed.v1';
import { ReservationAcceptedV1 } from '@fondaco/contracts/events/products/reservation-accepted.v1';
import { ReservationRefusedV1 } from '@fondaco/contracts/events/products/reservation-refused.v1';
import type { ProductMetrics } from '../metrics.ts';
import { answerAgain, type Decision, decideReservation, normalLines } from '../reservation/reservation.ts';
import type { ReservationBooks } from '../reservation/reservation-book-store.ts';

/**
 * Reserves all lines of the order or none, and says so. An order that asks again is answered again as before;
 * one that was cancelled meanwhile is refused.
 */
export const onOrderPlaced = ({
  books,
  outbox,
  metrics,
}: {
  readonly books: ReservationBooks;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly metrics: Pick<ProductMetrics, 'reserved'>;
}): Handler =>
  handle(
    OrderPlacedV1,
    async (tx, { data }) => {
      const { orderId } = data;
      const lines = normalLines(data.lines);
      const skus = lines.map(({ sku }) => sku);
      const book = await books.open(tx, { orderId, skus });

      const known = book.reservationOf(orderId);
      const decision = known ? answerAgain(known) : decideReservation(lines, book.stockOf(skus));
      if (!known) {
        book.open({ orderId, cancelled: false, ...reservationFrom(decision) });
        tx.afterCommit(() => metrics.reserved(decision.outcome));
      }
      if (decision.outcome === 'accepted') {
        await outbox.append(tx, ReservationAcceptedV1, { orderId, lines: [...decision.lines] });
      } else {
        await outbox.append(tx, ReservationRefusedV1, { orderId, shortages: [...decision.shortages] });
      }
    },
    {
      prepare: async (tx, events) =>
        books.announce(
          tx,
          events.map(({ data }) => ({
            orderId: data.orderId,
            skus: normalLines(data.lines).map(({ sku }) => sku),
          })),
        ),
    },
  );

const reservationFrom = (decision: Decision) =>
  decision.outcome === 'refused'
    ? { ...decision, lines: [] }
    : {
        outcome: decision.outcome,
        shortages: [],
        lines: decision.lines.map((line) => ({ ...line, shipped: 0, released: 0 })),
      };
