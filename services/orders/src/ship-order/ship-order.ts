import type { Outbox } from '@fondaco/chassis/messaging';
import type { Database, Transaction } from '@fondaco/chassis/postgres';
import { Problem } from '@fondaco/chassis/service';
import { CaptureRequestedV1 } from '@fondaco/contracts/events/orders/capture-requested.v1';
import { OrderShippedV1 } from '@fondaco/contracts/events/orders/order-shipped.v1';
import type { Order, ShipOrder } from '@fondaco/contracts/http/orders';
import { keyReused, orderNotFound } from '../caller.ts';
import { canonicalHash } from '../canonical-hash.ts';
import { moneyOf } from '../order/messages.ts';
import { advance } from '../order/order.ts';
import { addUnits, findLines, type LineUnits, type UnitsOfSku } from '../order/order-line-store.ts';
import { findOrder } from '../order/order-read-store.ts';
import type { LockedOrder } from '../order/order-store.ts';
import type { OrderProcess } from '../order-process.ts';
import { planShipment, type ShipmentPlan, shipsTheRest } from '../shipment/shipment.ts';
import { findShipmentByKey, insertShipment } from '../shipment/shipment-store.ts';
import { shippedMessage } from '../shipment/shipped-message.ts';

/** `replayed` when an earlier request under the same key made the shipment. */
export type Shipped = { readonly order: Order; readonly replayed: boolean };

export type ShipOrderUseCase = (orderId: string, idempotencyKey: string, body: ShipOrder) => Promise<Shipped>;

const CAUSE = 'POST /v1/orders/{orderId}/shipments';

/**
 * Ships lines of an order, or all that is left. The first shipment waits until the money for the whole order
 * was taken. Throws Problem.
 */
export const shipOrder = (deps: {
  readonly db: Database;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
  readonly newId: () => string;
}): ShipOrderUseCase => {
  const { db, outbox, process, newId } = deps;

  /** The money first: nothing leaves before. */
  const requestCapture = async (tx: Transaction, order: LockedOrder, shipmentId: string): Promise<Date> => {
    const { at } = process.step(tx, order, 'ship', { cause: CAUSE, actor: 'staff' });
    await outbox.append(tx, CaptureRequestedV1, {
      orderId: order.orderId,
      shipmentId,
      amount: moneyOf(order, order.totalMinor),
      requestedAt: at.toISOString(),
    });
    return at;
  };

  const shipNow = async (
    tx: Transaction,
    order: LockedOrder,
    shipment: {
      readonly shipmentId: string;
      readonly lines: readonly UnitsOfSku[];
      readonly carrier: string | null;
      readonly trackingCode: string | null;
    },
    lines: readonly LineUnits[],
  ): Promise<Date> => {
    const complete = shipsTheRest(lines, shipment.lines);
    const { at } = process.step(tx, order, complete ? 'ship-rest' : 'ship-part', {
      cause: CAUSE,
      actor: 'staff',
    });
    await addUnits(tx, order.orderId, 'shipped', shipment.lines);
    await outbox.append(tx, OrderShippedV1, shippedMessage(order, shipment, lines, { complete, at }));
    return at;
  };

  const ship = async (
    tx: Transaction,
    orderId: string,
    idempotencyKey: string,
    body: ShipOrder,
  ): Promise<boolean> => {
    const bodyHash = canonicalHash(body);
    const order = await process.lock(tx, orderId);
    if (!order) throw orderNotFound();
    const earlier = await findShipmentByKey(tx, orderId, idempotencyKey);
    if (earlier && !earlier.bodyHash.equals(bodyHash)) throw keyReused('shipment');
    if (earlier) return true;

    const capturesFirst = advance(order.state, 'ship').kind === 'moved';
    const shipsAtOnce = order.state === 'partly-shipped';
    if (!capturesFirst && !shipsAtOnce) throw cannotShip(order.state);
    const lines = await findLines(tx, orderId);
    const planned = orRefuse(planShipment(lines, body.lines));

    const shipment = {
      shipmentId: newId(),
      orderId,
      bodyHash,
      lines: planned,
      carrier: body.carrier ?? null,
      trackingCode: body.trackingCode ?? null,
    };
    const at = capturesFirst
      ? await requestCapture(tx, order, shipment.shipmentId)
      : await shipNow(tx, order, shipment, lines);
    await insertShipment(tx, {
      ...shipment,
      idempotencyKey,
      state: capturesFirst ? 'requested' : 'shipped',
      at,
    });
    return false;
  };

  return async (orderId, idempotencyKey, body) => {
    const replayed = await db.transaction((tx) => ship(tx, orderId, idempotencyKey, body));
    const found = await findOrder(db, orderId);
    if (!found) throw orderNotFound();
    return { order: found.order, replayed };
  };
};

const cannotShip = (state: string): Problem =>
  new Problem({
    status: 409,
    code: 'orders/cannot-ship',
    title: 'The order cannot be shipped',
    detail: `It is ${state}. What is confirmed or partly shipped can be shipped, one shipment after the other.`,
    extra: { state },
  });

const orRefuse = (plan: ShipmentPlan): UnitsOfSku[] => {
  if (plan.kind === 'planned') return plan.lines;
  if (plan.kind === 'nothing-to-ship') {
    throw new Problem({
      status: 409,
      code: 'orders/nothing-to-ship',
      title: 'Nothing of the order is left to ship',
    });
  }
  throw new Problem({
    status: 409,
    code: 'orders/too-many-units',
    title: 'The order has fewer units left to ship',
    detail: 'Look at excesses: of each SKU, how many were asked for and how many are possible.',
    extra: { excesses: plan.excesses },
  });
};
