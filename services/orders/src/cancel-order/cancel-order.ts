import type { Outbox } from '@fondaco/chassis/messaging';
import type { Database } from '@fondaco/chassis/postgres';
import { type Caller, Problem } from '@fondaco/chassis/service';
import { PaymentWithdrawnV1 } from '@fondaco/contracts/events/orders/payment-withdrawn.v1';
import type { Order } from '@fondaco/contracts/http/orders';
import { actorOn, orderNotFound } from '../caller.ts';
import { findOrder } from '../order/order-read-store.ts';
import type { OrderProcess } from '../order-process.ts';

export type CancelOrder = (caller: Caller | null, orderId: string) => Promise<Order>;

/**
 * Gives an order up that has not begun to ship: Payments is told first that nothing may be charged any more.
 * One that is being cancelled, or was, stays as it is. Throws Problem `orders/not-found`, `orders/cannot-cancel`.
 */
export const cancelOrder = (deps: {
  readonly db: Database;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
}): CancelOrder => {
  const { db, outbox, process } = deps;
  return async (caller, orderId) => {
    await db.transaction(async (tx) => {
      const order = await process.lock(tx, orderId);
      const actor = order && actorOn(caller, order);
      if (!order || !actor) throw orderNotFound();
      const { progress, at } = process.step(tx, order, 'cancel', {
        cause: 'POST /v1/orders/{orderId}/cancellation',
        actor,
      });
      if (progress.kind === 'illegal') throw cannotCancel(order.state);
      if (progress.kind === 'late') return;
      await outbox.append(tx, PaymentWithdrawnV1, {
        orderId,
        customerId: order.customerId,
        reason: `cancelled by ${actor}`,
        withdrawnAt: at.toISOString(),
      });
    });
    const found = await findOrder(db, orderId);
    if (!found) throw orderNotFound();
    return found.order;
  };
};

const cannotCancel = (state: string): Problem =>
  new Problem({
    status: 409,
    code: 'orders/cannot-cancel',
    title: 'The order can no longer be cancelled',
    detail: `It is ${state}. What has been paid for and is on its way can be refunded by the shop.`,
    extra: { state },
  });
