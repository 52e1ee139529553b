import type { Outbox } from '@fondaco/chassis/messaging';
import type { Database } from '@fondaco/chassis/postgres';
import { Problem } from '@fondaco/chassis/service';
import { OrderDeliveredV1 } from '@fondaco/contracts/events/orders/order-delivered.v1';
import type { Order } from '@fondaco/contracts/http/orders';
import { orderNotFound } from '../caller.ts';
import { findOrder } from '../order/order-read-store.ts';
import type { OrderProcess } from '../order-process.ts';

export type DeliverOrder = (orderId: string) => Promise<Order>;

/** All that was shipped has arrived. Throws Problem `orders/not-found`, `orders/cannot-deliver`. */
export const deliverOrder = (deps: {
  readonly db: Database;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
}): DeliverOrder => {
  const { db, outbox, process } = deps;
  return async (orderId) => {
    await db.transaction(async (tx) => {
      const order = await process.lock(tx, orderId);
      if (!order) throw orderNotFound();
      const { progress, at } = process.step(tx, order, 'deliver', {
        cause: 'POST /v1/orders/{orderId}/delivery',
        actor: 'staff',
      });
      if (progress.kind === 'illegal') throw cannotDeliver(order.state);
      if (progress.kind === 'late') return;
      await outbox.append(tx, OrderDeliveredV1, {
        orderId,
        customerId: order.customerId,
        deliveredAt: at.toISOString(),
      });
    });
    const found = await findOrder(db, orderId);
    if (!found) throw orderNotFound();
    return found.order;
  };
};

const cannotDeliver = (state: string): Problem =>
  new Problem({
    status: 409,
    code: 'orders/cannot-deliver',
    title: 'Only an order that has shipped can be delivered',
    detail: `It is ${state}: ship all of it first.`,
    extra: { state },
  });
