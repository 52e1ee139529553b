import type { Outbox } from '@fondaco/chassis/messaging';
import type { Database, Transaction } from '@fondaco/chassis/postgres';
import { Problem } from '@fondaco/chassis/service';
import { LinesCancelledV1 } from '@fondaco/contracts/events/orders/lines-cancelled.v1';
import { RefundRequestedV1 } from '@fondaco/contracts/events/orders/refund-requested.v1';
import type { Order, RefundOrder } from '@fondaco/contracts/http/orders';
import { keyReused, orderNotFound } from '../caller.ts';
import { canonicalHash } from '../canonical-hash.ts';
import { moneyOf } from '../order/messages.ts';
import { addUnits, findLines } from '../order/order-line-store.ts';
import { findOrder } from '../order/order-read-store.ts';
import type { OrderProcess } from '../order-process.ts';
import { planRefund, type RefundPlan } from '../refund/refund.ts';
import { findRefunds, insertRefund } from '../refund/refund-store.ts';

/** `replayed` when an earlier request under the same key asked for the refund. */
export type RefundAsked = { readonly order: Order; readonly replayed: boolean };

export type RefundOrderUseCase = (
  orderId: string,
  idempotencyKey: string,
  body: RefundOrder,
) => Promise<RefundAsked>;

/**
 * Asks Payments to give back what units of an order cost; those that have not shipped never will. Throws Problem.
 */
export const refundOrder = (deps: {
  readonly db: Database;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
  readonly newId: () => string;
}): RefundOrderUseCase => {
  const { db, outbox, process, newId } = deps;

  const refund = async (
    tx: Transaction,
    orderId: string,
    idempotencyKey: string,
    body: RefundOrder,
  ): Promise<boolean> => {
    const bodyHash = canonicalHash(body);
    const order = await process.lock(tx, orderId);
    if (!order) throw orderNotFound();
    const { sameKey, requested } = await findRefunds(tx, orderId, idempotencyKey);
    if (sameKey && !sameKey.bodyHash.equals(bodyHash)) throw keyReused('refund');
    if (sameKey) return true;

    const { progress, at } = process.step(tx, order, 'refund', {
      cause: 'POST /v1/orders/{orderId}/refunds',
      actor: 'staff',
      detail: body.reason,
    });
    if (progress.kind !== 'moved') throw cannotRefund(order.state);
    const underWay = requested.flatMap((one) => one.lines);
    const plan = orRefuse(planRefund(await findLines(tx, orderId), underWay, body.lines));

    const refundId = newId();
    await insertRefund(tx, {
      refundId,
      orderId,
      idempotencyKey,
      bodyHash,
      state: 'requested',
      amountMinor: plan.amountMinor,
      lines: plan.lines,
      reason: body.reason,
      at,
    });
    if (plan.cancelled.length > 0) {
      await addUnits(tx, orderId, 'cancelled', plan.cancelled);
      await outbox.append(tx, LinesCancelledV1, {
        orderId,
        refundId,
        lines: plan.cancelled,
        cancelledAt: at.toISOString(),
      });
    }
    await outbox.append(tx, RefundRequestedV1, {
      orderId,
      refundId,
      amount: moneyOf(order, plan.amountMinor),
      reason: body.reason,
      requestedAt: at.toISOString(),
    });
    return false;
  };

  return async (orderId, idempotencyKey, body) => {
    const replayed = await db.transaction((tx) => refund(tx, orderId, idempotencyKey, body));
    const found = await findOrder(db, orderId);
    if (!found) throw orderNotFound();
    return { order: found.order, replayed };
  };
};

const cannotRefund = (state: string): Problem =>
  new Problem({
    status: 409,
    code: 'orders/cannot-refund',
    title: 'The order cannot be refunded',
    detail: `It is ${state}. Only what has been paid can be paid back; an order that has not begun to ship is cancelled instead.`,
    extra: { state },
  });

const orRefuse = (plan: RefundPlan): Extract<RefundPlan, { kind: 'planned' }> => {
  if (plan.kind === 'planned') return plan;
  if (plan.kind === 'nothing-to-refund') {
    throw new Problem({
      status: 409,
      code: 'orders/nothing-to-refund',
      title: 'All of the order has been refunded, or is being refunded',
    });
  }
  throw new Problem({
    status: 409,
    code: 'orders/too-many-units',
    title: 'The order has fewer units left to refund',
    detail: 'Look at excesses: of each SKU, how many were asked for and how many are possible.',
    extra: { excesses: plan.excesses },
  });
};
