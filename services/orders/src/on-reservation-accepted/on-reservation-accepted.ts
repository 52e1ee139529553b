import { handle, type Outbox, Unprocessable } from '@fondaco/chassis/messaging';
import type { Log } from '@fondaco/chassis/service';
import { OrderConfirmedV1 } from '@fondaco/contracts/events/orders/order-confirmed.v1';
import { ReservationAcceptedV1 } from '@fondaco/contracts/events/products/reservation-accepted.v1';
import type { OrderMetrics } from '../metrics.ts';
import { advance } from '../order/order.ts';
import { lockOrder, recordTransitions } from '../order/order-store.ts';

/** All lines have their stock: the order goes on, as far as it can without another answer. */
export const onReservationAccepted = (deps: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly metrics: OrderMetrics;
  readonly now: () => Date;
  readonly log: Log;
}) =>
  handle(ReservationAcceptedV1, async (tx, event) => {
    const { outbox, metrics, now, log } = deps;
    const { orderId } = event.data;
    const order = await lockOrder(tx, orderId);
    if (!order) throw new Unprocessable(`there is no order ${orderId}`);

    const progress = advance(order.state, 'reservation-accepted');
    if (progress.kind === 'illegal') throw new Unprocessable(`a ${order.state} order waits for no stock`);
    if (progress.kind === 'late') {
      log.warn(
        { orderId, state: order.state, eventType: event.type },
        'event came after the end of its order',
      );
      return metrics.late(event.type);
    }

    const at = now();
    await recordTransitions(tx, orderId, { states: progress.states, cause: event.type, at });
    if (progress.state === 'confirmed') {
      const confirmedAt = at.toISOString();
      await outbox.append(tx, OrderConfirmedV1, { orderId, customerId: order.customerId, confirmedAt });
    }
    tx.afterCommit(() => metrics.moved(progress.states, order.placedAt, at));
  });
