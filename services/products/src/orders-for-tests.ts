import { newId } from '@fondaco/chassis/service';
import type { TestKafka } from '@fondaco/chassis/testing';

export type OrderEventKind = 'placed' | 'cancelled' | 'shipped' | 'lines-cancelled';
type Line = { readonly sku: string; readonly quantity: number };

const at = '2026-01-01T00:00:00Z';
const recipient = { email: 'ann@example.com', name: 'Ann', language: 'en' };
const delivery = { name: 'Ann', line1: '1 Road', city: 'Leeds', country: 'GB' };
const amount = { amountMinor: 210, currency: 'GBP' };

/** The data of an order's event as Orders publishes it; `partId` is the shipment's or the refund's. */
export const orderEventData = (event: {
  readonly kind: OrderEventKind;
  readonly orderId: string;
  readonly lines: readonly Line[];
  readonly partId: string;
}) => {
  const { kind, orderId, lines, partId } = event;
  const data = {
    placed: { lines: lines.map((line) => ({ ...line, unitPrice: amount })), total: amount, placedAt: at },
    cancelled: { reason: 'customer', recipient, cancelledAt: at },
    shipped: {
      shipmentId: partId,
      lines: lines.map((line) => ({ ...line, name: line.sku })),
      complete: false,
      recipient,
      delivery,
      shippedAt: at,
    },
    'lines-cancelled': { refundId: partId, lines, cancelledAt: at },
  }[kind];
  return { orderId, customerId: orderId, ...data };
};

/** Publishes the event as Orders does, the very same one as often as `eventId` is given again. */
export const publishOrderEvent = (
  kafka: TestKafka,
  event: Parameters<typeof orderEventData>[0],
  eventId: string = newId(),
): Promise<void> =>
  kafka.produce('orders.order', {
    key: event.orderId,
    value: orderEventData(event),
    headers: {
      ce_specversion: '1.0',
      ce_id: eventId,
      ce_type: `orders.order.${event.kind}.v1`,
      ce_source: '/fondaco/orders',
      ce_time: new Date().toISOString(),
      ce_subject: event.orderId,
      'content-type': 'application/json',
    },
  });
