import { handle } from '@fondaco/chassis/messaging';
import { PaymentDeclinedV1 } from '@fondaco/contracts/events/payments/payment-declined.v1';
import type { OrderProcess } from '../order-process.ts';

/** An attempt came to nothing; until the payment deadline the customer may make another. */
export const onPaymentDeclined = ({ process }: { readonly process: OrderProcess }) =>
  handle(PaymentDeclinedV1, async (tx, event) => {
    await process.onEvent(tx, event, 'payment-declined', { detail: event.data.reason });
  });
