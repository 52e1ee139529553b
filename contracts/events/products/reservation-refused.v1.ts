import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** No line of the order is reserved. `shortages` names every SKU of which there was too little. */
export const ReservationRefusedV1 = defineEvent({
  type: 'products.reservation.refused.v1',
  topic: 'products.reservation',
  schema: Type.Object({
    orderId: Type.String(),
    shortages: Type.Array(
      Type.Object({ sku: Type.String(), requested: Type.Integer(), available: Type.Integer() }),
    ),
  }),
  key: (reservation) => reservation.orderId,
});
