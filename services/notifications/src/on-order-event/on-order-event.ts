import { type Handler, handle } from '@fondaco/chassis/messaging';
import { OrderConfirmedV1 } from '@fondaco/contracts/events/orders/order-confirmed.v1';
import { OrderRefundedV1 } from '@fondaco/contracts/events/orders/order-refunded.v1';
import { OrderRejectedV1 } from '@fondaco/contracts/events/orders/order-rejected.v1';
import { OrderShippedV1 } from '@fondaco/contracts/events/orders/order-shipped.v1';
import type { QueueEmail } from './queue-email.ts';

/** What customers are told of by e-mail. */
export const onOrderEvent = (queueEmail: QueueEmail): Handler[] => [
  handle(OrderConfirmedV1, async (tx, { data }) =>
    queueEmail(tx, { kind: 'confirmed', orderId: data.orderId, subjectId: data.orderId }, data),
  ),
  handle(OrderRejectedV1, async (tx, { data }) =>
    queueEmail(tx, { kind: 'rejected', orderId: data.orderId, subjectId: data.orderId }, data),
  ),
  handle(OrderShippedV1, async (tx, { data }) =>
    queueEmail(tx, { kind: 'shipped', orderId: data.orderId, subjectId: data.shipmentId }, data),
  ),
  handle(OrderRefundedV1, async (tx, { data }) =>
    queueEmail(tx, { kind: 'refunded', orderId: data.orderId, subjectId: data.refundId }, data),
  ),
];
