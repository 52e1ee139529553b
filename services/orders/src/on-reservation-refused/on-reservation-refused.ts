import { handle, type Outbox, Unprocessable } from '@fondaco/chassis/messaging';
import type { Log } from '@fondaco/chassis/service';
import { OrderRejectedV1 } from '@fondaco/contracts/events/orders/order-rejected.v1';
import { ReservationRefusedV1 } from '@fondaco/contracts/events/products/reservation-refused.v1';
import type { OrderMetrics } from '../metrics.ts';
import { advance } from '../order/order.ts';
import { lockOrder, recordTransitions } from '../order/order-store.ts';

/** There was too little of something, so nothing is reserved: the order comes to nothing. */
export const onReservationRefused = (deps: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly metrics: OrderMetrics;
  readonly now: () => Date;
  readonly log: Log;
}) =>
  handle(ReservationRefusedV1, async (tx, event) => {
    const { outbox, metrics, now, log } = deps;
    const { orderId, shortages } = event.data;
    const order = await lockOrder(tx, orderId);
    if (!order) throw new Unprocessable(`there is no order ${orderId}`);

    const progress = advance(order.state, 'reservation-refused');
    if (progress.kind === 'illegal') throw new Unprocessable(`a ${order.state} order waits for no stock`);
    if (progress.kind === 'late') {
      log.warn(
        { orderId, state: order.state, eventType: event.type },
        'event came after the end of its order',
      );
      return metrics.late(event.type);
    }

    const at = now();
    await recordTransitions(tx, orderId, { states: progress.states, cause: event.type, at, shortages });
    await outbox.append(tx, OrderRejectedV1, {
      orderId,
      customerId: order.customerId,
      reason: 'insufficient-stock',
      shortages,
      rejectedAt: at.toISOString(),
    });
    tx.afterCommit(() => metrics.moved(progress.states, order.placedAt, at));
  });
