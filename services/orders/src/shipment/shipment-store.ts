import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { Shipment } from '@fondaco/contracts/http/orders';
import type { UnitsOfSku } from '../order/order-line-store.ts';

export type StoredShipment = {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly state: Shipment['state'];
  readonly bodyHash: Buffer;
  readonly lines: UnitsOfSku[];
  readonly carrier: string | null;
  readonly trackingCode: string | null;
};

const SHIPMENT = `
  select id as "shipmentId", order_id as "orderId", state, body_hash as "bodyHash", lines, carrier,
    tracking_code as "trackingCode"
  from order_shipment`;

export const insertShipment = async (
  tx: Transaction,
  shipment: StoredShipment & { readonly idempotencyKey: string; readonly at: Date },
): Promise<void> => {
  await tx.query({
    name: 'insert-shipment',
    text: `
      insert into order_shipment (id, order_id, idempotency_key, body_hash, state, lines, carrier, tracking_code, at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      shipment.shipmentId,
      shipment.orderId,
      shipment.idempotencyKey,
      shipment.bodyHash,
      shipment.state,
      JSON.stringify(shipment.lines),
      shipment.carrier,
      shipment.trackingCode,
      shipment.at,
    ],
  });
};

/** The shipment that a request under this key has made of the order. */
export const findShipmentByKey = async (
  db: Queryable,
  orderId: string,
  idempotencyKey: string,
): Promise<StoredShipment | null> => {
  const { rows } = await db.query<StoredShipment>({
    name: 'find-shipment-by-key',
    text: `${SHIPMENT} where order_id = $1 and idempotency_key = $2`,
    values: [orderId, idempotencyKey],
  });
  return rows[0] ?? null;
};

export const findShipment = async (
  tx: Queryable,
  orderId: string,
  shipmentId: string,
): Promise<StoredShipment | null> => {
  const { rows } = await tx.query<StoredShipment>({
    name: 'find-shipment',
    text: `${SHIPMENT} where order_id = $1 and id = $2`,
    values: [orderId, shipmentId],
  });
  return rows[0] ?? null;
};

/** The shipments of these orders that wait for the capture of the money; an order has at most one. */
export const findRequestedShipments = async (
  tx: Queryable,
  orderIds: readonly string[],
): Promise<StoredShipment[]> => {
  const { rows } = await tx.query<StoredShipment>({
    name: 'find-requested-shipments',
    text: `${SHIPMENT} where order_id = any($1::uuid[]) and state = 'requested'`,
    values: [orderIds],
  });
  return rows;
};

/** `reason` is why a shipment was stopped. */
export const settleShipment = async (
  tx: Transaction,
  shipmentId: string,
  outcome: { readonly state: 'shipped' | 'stopped'; readonly reason: string | null; readonly at: Date },
): Promise<void> => {
  await tx.query({
    name: 'settle-shipment',
    text: 'update order_shipment set state = $2, reason = $3, at = $4 where id = $1',
    values: [shipmentId, outcome.state, outcome.reason, outcome.at],
  });
};
