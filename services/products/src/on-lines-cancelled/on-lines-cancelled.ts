import { type Handler, handle } from '@fondaco/chassis/messaging';
import { LinesCancelledV1 } from '@fondaco/contracts/events/orders/lines-cancelled.v1';
import type { ReservationReactions } from '../reservation-reactions.ts';

/** Units that will never ship can be ordered by others again. */
export const onLinesCancelled = ({ takePart, prepare }: ReservationReactions): Handler =>
  handle(
    LinesCancelledV1,
    (tx, { data: { orderId, refundId: partId, lines } }) =>
      takePart(tx, { orderId, partId, reason: 'release', lines }),
    { prepare },
  );
