import { handle, Unprocessable } from '@fondaco/chassis/messaging';
import { CaptureFailedV1 } from '@fondaco/contracts/events/payments/capture-failed.v1';
import type { OrderMetrics } from '../metrics.ts';
import type { OrderProcess } from '../order-process.ts';
import { findShipment, settleShipment } from '../shipment/shipment-store.ts';

/** The money cannot be taken: the shipment is stopped, and staff must see to it. */
export const onCaptureFailed = (deps: { readonly process: OrderProcess; readonly metrics: OrderMetrics }) => {
  const { process, metrics } = deps;
  return handle(CaptureFailedV1, async (tx, event) => {
    const { orderId, shipmentId, reason } = event.data;
    const order = await process.orderOf(tx, event);
    const shipment = await findShipment(tx, orderId, shipmentId);
    if (shipment?.state === 'stopped') return process.late(event, order);
    if (shipment?.state !== 'requested') {
      throw new Unprocessable(`no shipment ${shipmentId} of order ${orderId} waits for a capture`);
    }

    const step = await process.onEvent(tx, event, 'capture-failed', { detail: reason });
    if (!step) return;
    await settleShipment(tx, shipmentId, { state: 'stopped', reason, at: step.at });
    tx.afterCommit(() => metrics.shipmentStopped());
  });
};
