import type { Outbox } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { CaptureRequestedV1 } from '@fondaco/contracts/events/orders/capture-requested.v1';
import { OrderPlacedV1 } from '@fondaco/contracts/events/orders/order-placed.v1';
import { PaymentRequestedV1 } from '@fondaco/contracts/events/orders/payment-requested.v1';
import { PaymentWithdrawnV1 } from '@fondaco/contracts/events/orders/payment-withdrawn.v1';
import { moneyOf } from '../order/messages.ts';
import { findLinesOf } from '../order/order-line-store.ts';
import { findRequestedShipments } from '../shipment/shipment-store.ts';
import type { OrderQuestion } from '../waiting/waiting.ts';
import type { DueOrder } from '../waiting/waiting-store.ts';

export type Asked = { readonly order: DueOrder; readonly question: OrderQuestion };

/** Publishes the questions that these orders wait for an answer to as if for the first time. */
export const askAgain = async (
  tx: Transaction,
  outbox: Pick<Outbox, 'append'>,
  asked: readonly Asked[],
  at: Date,
): Promise<void> => {
  const idsOf = (question: OrderQuestion) =>
    asked.filter((one) => one.question === question).map(({ order }) => order.orderId);
  const placed = idsOf('placed');
  const shipping = idsOf('capture-requested');
  const lines = placed.length > 0 ? await findLinesOf(tx, placed) : null;
  const shipments = shipping.length > 0 ? await findRequestedShipments(tx, shipping) : [];

  const ask: Readonly<Record<OrderQuestion, (order: DueOrder) => Promise<void>>> = {
    placed: (order) =>
      outbox.append(tx, OrderPlacedV1, {
        ...whose(order),
        lines: (lines?.get(order.orderId) ?? []).map(({ sku, quantity, unitPriceMinor }) => ({
          sku,
          quantity,
          unitPrice: moneyOf(order, unitPriceMinor),
        })),
        total: moneyOf(order, order.totalMinor),
        placedAt: order.placedAt.toISOString(),
      }),
    'payment-requested': (order) =>
      outbox.append(tx, PaymentRequestedV1, {
        ...whose(order),
        amount: moneyOf(order, order.totalMinor),
        deadline: order.paymentDeadline.toISOString(),
        requestedAt: at.toISOString(),
      }),
    'payment-withdrawn': (order) =>
      outbox.append(tx, PaymentWithdrawnV1, {
        ...whose(order),
        reason: order.state === 'expiring' ? 'not paid in time' : 'cancelled',
        withdrawnAt: at.toISOString(),
      }),
    'capture-requested': async (order) => {
      const shipment = shipments.find((one) => one.orderId === order.orderId);
      if (!shipment) throw new Error(`order ${order.orderId} is shipping without a shipment`);
      await outbox.append(tx, CaptureRequestedV1, {
        orderId: order.orderId,
        shipmentId: shipment.shipmentId,
        amount: moneyOf(order, order.totalMinor),
        requestedAt: at.toISOString(),
      });
    },
  };
  for (const { order, question } of asked) await ask[question](order);
};

const whose = (order: DueOrder) => ({ orderId: order.orderId, customerId: order.customerId });
