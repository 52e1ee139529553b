import { handle, type Outbox } from '@fondaco/chassis/messaging';
import { OrderConfirmedV1 } from '@fondaco/contracts/events/orders/order-confirmed.v1';
import { PaymentAuthorisedV1 } from '@fondaco/contracts/events/payments/payment-authorised.v1';
import type { OrderMetrics } from '../metrics.ts';
import { moneyOf, recipientOf } from '../order/messages.ts';
import type { OrderProcess } from '../order-process.ts';

const WITH_LINES = { withLines: true };

/** The money is held: the shop binds itself to deliver. */
export const onPaymentAuthorised = (deps: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
  readonly metrics: Pick<OrderMetrics, 'confirmed'>;
}) => {
  const { outbox, process, metrics } = deps;
  return handle(
    PaymentAuthorisedV1,
    async (tx, event) => {
      const step = await process.onEvent(tx, event, 'payment-authorised', WITH_LINES);
      if (!step) return;
      const { order, at } = step;
      const total = moneyOf(order, order.totalMinor);
      const { lastStepAt, authorisedAt } = event.data;
      tx.afterCommit(() => metrics.confirmed(total, new Date(lastStepAt ?? authorisedAt), at));
      await outbox.append(tx, OrderConfirmedV1, {
        orderId: order.orderId,
        customerId: order.customerId,
        recipient: recipientOf(order),
        delivery: order.delivery,
        lines: (order.lines ?? []).map(({ sku, name, quantity, unitPriceMinor }) => ({
          sku,
          name,
          quantity,
          total: moneyOf(order, quantity * unitPriceMinor),
        })),
        total,
        confirmedAt: at.toISOString(),
      });
    },
    { prepare: process.prepare(WITH_LINES) },
  );
};
