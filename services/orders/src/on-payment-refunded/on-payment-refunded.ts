import { handle, type Outbox, Unprocessable } from '@fondaco/chassis/messaging';
import { OrderRefundedV1 } from '@fondaco/contracts/events/orders/order-refunded.v1';
import { PaymentRefundedV1 } from '@fondaco/contracts/events/payments/payment-refunded.v1';
import type { OrderMetrics } from '../metrics.ts';
import { moneyOf, namedLines, recipientOf } from '../order/messages.ts';
import { addUnits, findLines } from '../order/order-line-store.ts';
import type { OrderProcess } from '../order-process.ts';
import { settlementOf } from '../refund/refund.ts';
import { findRefund, settleRefund } from '../refund/refund-store.ts';

/** The money has gone back. */
export const onPaymentRefunded = (deps: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
  readonly metrics: Pick<OrderMetrics, 'refunded'>;
}) => {
  const { outbox, process, metrics } = deps;
  return handle(PaymentRefundedV1, async (tx, event) => {
    const { orderId, refundId } = event.data;
    const order = await process.orderOf(tx, event);
    const refund = await findRefund(tx, orderId, refundId);
    if (refund?.state === 'refunded') return process.late(event, order);
    if (refund?.state !== 'requested') {
      throw new Unprocessable(`no refund ${refundId} of order ${orderId} waits for an answer`);
    }

    await addUnits(tx, orderId, 'refunded', refund.lines);
    const lines = await findLines(tx, orderId);
    const step = await process.onEvent(tx, event, settlementOf(order.state, lines));
    if (!step) return;
    await settleRefund(tx, refundId, { state: 'refunded', failure: null });
    const amount = moneyOf(order, refund.amountMinor);
    tx.afterCommit(() => metrics.refunded(amount));
    await outbox.append(tx, OrderRefundedV1, {
      orderId,
      customerId: order.customerId,
      refundId,
      amount,
      lines: namedLines(refund.lines, lines),
      complete: step.order.state === 'refunded',
      recipient: recipientOf(order),
      refundedAt: step.at.toISOString(),
    });
  });
};
