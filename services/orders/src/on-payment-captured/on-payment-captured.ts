import { handle, type Outbox, Unprocessable } from '@fondaco/chassis/messaging';
import { OrderShippedV1 } from '@fondaco/contracts/events/orders/order-shipped.v1';
import { PaymentCapturedV1 } from '@fondaco/contracts/events/payments/payment-captured.v1';
import { addUnits, findLines } from '../order/order-line-store.ts';
import type { OrderProcess } from '../order-process.ts';
import { shipsTheRest } from '../shipment/shipment.ts';
import { findShipment, settleShipment } from '../shipment/shipment-store.ts';
import { shippedMessage } from '../shipment/shipped-message.ts';

/** The money has been taken: the first shipment leaves. */
export const onPaymentCaptured = (deps: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
}) => {
  const { outbox, process } = deps;
  return handle(PaymentCapturedV1, async (tx, event) => {
    const { orderId, shipmentId } = event.data;
    const order = await process.orderOf(tx, event);
    const shipment = await findShipment(tx, orderId, shipmentId);
    if (shipment?.state === 'shipped') return process.late(event, order);
    if (shipment?.state !== 'requested') {
      throw new Unprocessable(`no shipment ${shipmentId} of order ${orderId} waits for a capture`);
    }

    const lines = await findLines(tx, orderId);
    const complete = shipsTheRest(lines, shipment.lines);
    const step = await process.onEvent(tx, event, complete ? 'ship-rest' : 'ship-part');
    if (!step) return;
    await settleShipment(tx, shipmentId, { state: 'shipped', reason: null, at: step.at });
    await addUnits(tx, orderId, 'shipped', shipment.lines);
    await outbox.append(
      tx,
      OrderShippedV1,
      shippedMessage(order, shipment, lines, { complete, at: step.at }),
    );
  });
};
