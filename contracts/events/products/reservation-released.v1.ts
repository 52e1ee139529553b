import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** Units of an order that were reserved can be sold to others again. */
export const ReservationReleasedV1 = defineEvent({
  type: 'products.reservation.released.v1',
  topic: 'products.reservation',
  schema: Type.Object({
    orderId: Type.String(),
    lines: Type.Array(Type.Object({ sku: Type.String(), quantity: Type.Integer() })),
  }),
  key: (reservation) => reservation.orderId,
});
