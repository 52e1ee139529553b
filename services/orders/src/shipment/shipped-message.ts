import type { OrderShippedV1 } from '@fondaco/contracts/events/orders/order-shipped.v1';
import type { Static } from 'typebox';
import { allNamedLines, recipientOf } from '../order/messages.ts';
import type { LineUnits, UnitsOfSku } from '../order/order-line-store.ts';
import type { LockedOrder } from '../order/order-store.ts';
import type { StoredShipment } from './shipment-store.ts';

type OrderShipped = Static<typeof OrderShippedV1.schema>;

export const shippedMessage = (
  order: LockedOrder,
  shipment: Pick<StoredShipment, 'shipmentId' | 'carrier' | 'trackingCode'> & {
    readonly lines: readonly UnitsOfSku[];
  },
  lines: readonly LineUnits[],
  shipped: { readonly complete: boolean; readonly at: Date },
): OrderShipped => ({
  orderId: order.orderId,
  customerId: order.customerId,
  shipmentId: shipment.shipmentId,
  lines: allNamedLines(shipment.lines, lines),
  ...(shipment.carrier === null ? {} : { carrier: shipment.carrier }),
  ...(shipment.trackingCode === null ? {} : { trackingCode: shipment.trackingCode }),
  complete: shipped.complete,
  recipient: recipientOf(order),
  delivery: order.delivery,
  shippedAt: shipped.at.toISOString(),
});
