import { type Handler, handle, type Outbox } from '@fondaco/chassis/messaging';
import { OrderPlacedV1 } from '@fondaco/contracts/events/orders/order-placed.v1';
import { ReservationAcceptedV1 } from '@fondaco/contracts/events/products/reservation-accepted.v1';
import { ReservationRefusedV1 } from '@fondaco/contracts/events/products/reservation-refused.v1';
import type { ProductMetrics } from '../metrics.ts';
import { normalSku } from '../product/product.ts';
import { addUpLines, decideReservation } from '../reservation/reservation.ts';
import { insertReservation } from '../reservation/reservation-store.ts';
import { lockStock, reserveStock } from '../stock/stock-store.ts';

/** Reserves all lines of the order or none, and says so. An order that has its answer keeps it. */
export const onOrderPlaced = ({
  outbox,
  metrics,
}: {
  readonly outbox: Pick<Outbox, 'append'>;
  readonly metrics: Pick<ProductMetrics, 'reserved'>;
}): Handler =>
  handle(OrderPlacedV1, async (tx, { data }) => {
    const { orderId } = data;
    const lines = addUpLines(data.lines.map(({ sku, quantity }) => ({ sku: normalSku(sku), quantity })));
    const stock = await lockStock(
      tx,
      lines.map((line) => line.sku),
    );
    const decision = decideReservation(lines, stock);
    const reserved = decision.outcome === 'accepted' ? decision.lines : [];
    const isNew = await insertReservation(tx, { orderId, outcome: decision.outcome, lines: reserved });
    if (!isNew) return;

    if (decision.outcome === 'accepted') {
      await reserveStock(tx, orderId, reserved);
      await outbox.append(tx, ReservationAcceptedV1, { orderId, lines: [...reserved] });
    } else {
      await outbox.append(tx, ReservationRefusedV1, { orderId, shortages: [...decision.shortages] });
    }
    tx.afterCommit(() => metrics.reserved(decision.outcome));
  });
