import { type Event, Unprocessable } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import type { OrderState } from '@fondaco/contracts/http/orders';
import type { OrderMetrics } from './metrics.ts';
import { advance, type Shortage, type Trigger } from './order/order.ts';
import { lockOrder, recordTransitions } from './order/order-store.ts';

/** Where an order has come to, with what its events tell of it. */
export type Step = {
  readonly state: OrderState;
  readonly orderId: string;
  readonly customerId: string;
  readonly at: Date;
};

export type TakeStep = (
  tx: Transaction,
  event: Event<{ readonly orderId: string }>,
  trigger: Trigger,
  details?: { readonly shortages: readonly Shortage[] },
) => Promise<Step | null>;

/**
 * One step of the order process, whichever event led to it, in that event's transaction: the order locked,
 * the table asked, the transitions recorded. Null when the event came after the end of its order and changed
 * nothing. Throws Unprocessable when there is no such order, or when it does not wait for this.
 */
export const takeStep = (deps: {
  readonly metrics: OrderMetrics;
  readonly now: () => Date;
  readonly log: Log;
}): TakeStep => {
  const { metrics, now, log } = deps;
  return async (tx, event, trigger, details) => {
    const { orderId } = event.data;
    const order = await lockOrder(tx, orderId);
    if (!order) throw new Unprocessable(`there is no order ${orderId}`);

    const progress = advance(order.state, trigger);
    if (progress.kind === 'illegal') throw new Unprocessable(`a ${order.state} order waits for no stock`);
    if (progress.kind === 'late') {
      log.warn(
        { orderId, state: order.state, eventType: event.type },
        'event came after the end of its order',
      );
      metrics.late(event.type);
      return null;
    }

    const at = now();
    await recordTransitions(tx, orderId, { states: progress.states, cause: event.type, at, ...details });
    tx.afterCommit(() => metrics.moved(progress.states, order.placedAt, at));
    return { state: progress.state, orderId, customerId: order.customerId, at };
  };
};
