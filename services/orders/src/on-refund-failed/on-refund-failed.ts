import { handle, Unprocessable } from '@fondaco/chassis/messaging';
import { RefundFailedV1 } from '@fondaco/contracts/events/payments/refund-failed.v1';
import type { OrderMetrics } from '../metrics.ts';
import type { OrderProcess } from '../order-process.ts';
import { findRefund, settleRefund } from '../refund/refund-store.ts';

/** The provider refuses for good: staff must see to it. The same units may be refunded again. */
export const onRefundFailed = (deps: { readonly process: OrderProcess; readonly metrics: OrderMetrics }) => {
  const { process, metrics } = deps;
  return handle(RefundFailedV1, async (tx, event) => {
    const { orderId, refundId, reason } = event.data;
    const order = await process.orderOf(tx, event);
    const refund = await findRefund(tx, orderId, refundId);
    if (refund?.state === 'failed') return process.late(event, order);
    if (refund?.state !== 'requested') {
      throw new Unprocessable(`no refund ${refundId} of order ${orderId} waits for an answer`);
    }

    const step = await process.onEvent(tx, event, 'refund-failed', { detail: reason });
    if (!step) return;
    await settleRefund(tx, refundId, { state: 'failed', failure: reason });
    tx.afterCommit(() => metrics.refundFailed());
  });
};
