import { type Event, type Outbox, Unprocessable } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { ReservationReleasedV1 } from '@fondaco/contracts/events/products/reservation-released.v1';
import type { ProductMetrics } from './metrics.ts';
import { describeLines, type Line, normalLines } from './reservation/reservation.ts';
import type { ReservationBooks } from './reservation/reservation-book-store.ts';
import type { Part } from './reservation/reservation-store.ts';

export type ReservationReactions = ReturnType<typeof reservationReactions>;

/** What the reactions to events about known orders share. */
export const reservationReactions = ({
  books,
  outbox,
  metrics,
}: {
  readonly books: ReservationBooks;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly metrics: Pick<ProductMetrics, 'changed'>;
}) => {
  /** Says that the lines can be sold to others again. */
  const released = async (tx: Transaction, orderId: string, lines: readonly Line[]): Promise<void> => {
    await outbox.append(tx, ReservationReleasedV1, { orderId, lines: [...lines] });
    tx.afterCommit(() => metrics.changed('release'));
  };

  return {
    books,
    released,

    prepare: async (tx: Transaction, events: readonly Event<{ readonly orderId: string }>[]): Promise<void> =>
      books.announce(
        tx,
        events.map(({ data: { orderId } }) => ({ orderId })),
      ),

    /** The lines leave the reservation, once for each part. Throws Unprocessable where they are more than is reserved. */
    takePart: async (tx: Transaction, part: Part & { readonly lines: readonly Line[] }): Promise<void> => {
      const { orderId, reason } = part;
      const lines = normalLines(part.lines);
      const taken = (await books.open(tx, { orderId })).take({ ...part, lines });
      if (taken.outcome === 'beyond')
        throw new Unprocessable(`${reason} of more than is reserved: ${describeLines(taken.lines)}`);
      if (taken.outcome === 'repeated') return;
      if (reason === 'release') await released(tx, orderId, lines);
      else tx.afterCommit(() => metrics.changed(reason));
    },
  };
};
