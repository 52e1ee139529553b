import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** All lines of the order are reserved; they stay so until orders commits or releases them. */
export const ReservationAcceptedV1 = defineEvent({
  type: 'products.reservation.accepted.v1',
  topic: 'products.reservation',
  schema: Type.Object({
    orderId: Type.String(),
    lines: Type.Array(Type.Object({ sku: Type.String(), quantity: Type.Integer() })),
  }),
  key: (reservation) => reservation.orderId,
});
