import { handle, Unprocessable } from '@fondaco/chassis/messaging';
import { CaptureRequestedV1 } from '@fondaco/contracts/events/orders/capture-requested.v1';
import { decideOrPark } from '../decide-or-park.ts';
import { requestCapture } from '../payment/capturing.ts';
import { findCapture } from '../payment/payment-store.ts';
import type { PaymentReactions } from '../payment-reactions.ts';

/** The first shipment is ready: all that is held is taken, before it leaves. */
export const onCaptureRequested = ({ book, applyDecision, prepare }: PaymentReactions) =>
  handle(
    CaptureRequestedV1,
    async (tx, { data }) => {
      const payment = await book.lock(tx, data.orderId);
      if (!payment) throw new Unprocessable(`there is no payment of order ${data.orderId}`);
      const earlier = await findCapture(tx, data.shipmentId);
      const decision = decideOrPark(() => requestCapture(payment, data, earlier));
      await applyDecision(tx, payment, decision);
    },
    { prepare },
  );
