import { type Handler, handle } from '@fondaco/chassis/messaging';
import { OrderShippedV1 } from '@fondaco/contracts/events/orders/order-shipped.v1';
import type { ReservationReactions } from '../reservation-reactions.ts';

/** The units of the shipment are no longer in stock, nor reserved. */
export const onOrderShipped = ({ takePart, prepare }: ReservationReactions): Handler =>
  handle(
    OrderShippedV1,
    (tx, { data: { orderId, shipmentId: partId, lines } }) =>
      takePart(tx, { orderId, partId, reason: 'shipment', lines }),
    { prepare },
  );
