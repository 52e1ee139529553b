import type { Queryable } from '@fondaco/chassis/postgres';
import { isHeld, type Reservation, type ReservedLine, type Shortage } from './reservation.ts';

type Row = Omit<Reservation, 'lines'>;

/** A shipment or refund that has taken its units out of a reservation. */
export type Part = {
  readonly orderId: string;
  readonly partId: string;
  readonly reason: 'release' | 'shipment';
};

export type ChangedLine = Pick<ReservedLine, 'sku' | 'shipped' | 'released'> & { readonly orderId: string };

/** Locked in the order of their ids, and before any stock: everyone does it so. Unknown orders are left out. */
export const lockReservations = async (tx: Queryable, orderIds: readonly string[]): Promise<Row[]> => {
  const { rows } = await tx.query<Row>({
    name: 'lock-reservations',
    text: `
      SELECT order_id AS "orderId", outcome, cancelled, shortages FROM reservation
      WHERE order_id = ANY ($1)
      ORDER BY order_id
      FOR NO KEY UPDATE`,
    values: [orderIds],
  });
  return rows;
};

export const findReservations = async (db: Queryable, orderIds: readonly string[]): Promise<Row[]> => {
  const { rows } = await db.query<Row>({
    name: 'find-reservations',
    text: `
      SELECT order_id AS "orderId", outcome, cancelled, shortages FROM reservation
      WHERE order_id = ANY ($1)
      ORDER BY order_id`,
    values: [orderIds],
  });
  return rows;
};

export const findLines = async (
  db: Queryable,
  orderIds: readonly string[],
): Promise<(ReservedLine & { readonly orderId: string })[]> => {
  const { rows } = await db.query<ReservedLine & { readonly orderId: string }>({
    name: 'find-reservation-lines',
    text: `
      SELECT order_id AS "orderId", sku, quantity, shipped, released FROM reservation_line
      WHERE order_id = ANY ($1)
      ORDER BY order_id, sku`,
    values: [orderIds],
  });
  return rows;
};

export const findParts = async (db: Queryable, orderIds: readonly string[]): Promise<Part[]> => {
  const { rows } = await db.query<Part>({
    name: 'find-reservation-parts',
    text: `
      SELECT order_id AS "orderId", part_id AS "partId", reason FROM reservation_part
      WHERE order_id = ANY ($1)`,
    values: [orderIds],
  });
  return rows;
};

/** New reservations with their lines. An order that has one already makes it fail. */
export const insertReservations = async (
  tx: Queryable,
  reservations: readonly Reservation[],
): Promise<void> => {
  const lines = reservations.flatMap(({ orderId, lines }) => lines.map((line) => ({ ...line, orderId })));
  await tx.query({
    name: 'insert-reservations',
    text: `
      WITH made AS (
        INSERT INTO reservation (order_id, outcome, cancelled, shortages, held)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::jsonb[], $5::boolean[])
      )
      INSERT INTO reservation_line (order_id, sku, quantity)
      SELECT * FROM unnest($6::uuid[], $7::text[], $8::bigint[])`,
    values: [
      reservations.map(({ orderId }) => orderId),
      reservations.map(({ outcome }) => outcome),
      reservations.map(({ cancelled }) => cancelled),
      reservations.map(({ shortages }) => jsonOf(shortages)),
      reservations.map(isHeld),
      lines.map(({ orderId }) => orderId),
      lines.map(({ sku }) => sku),
      lines.map(({ quantity }) => quantity),
    ],
  });
};

const jsonOf = (shortages: readonly Shortage[]): string => JSON.stringify(shortages);

/** Reservations of which nothing is held any more. */
export const endReservations = async (
  tx: Queryable,
  reservations: readonly Pick<Reservation, 'orderId' | 'cancelled'>[],
): Promise<void> => {
  await tx.query({
    name: 'end-reservations',
    text: `
      UPDATE reservation SET held = false, cancelled = ended.cancelled
      FROM unnest($1::uuid[], $2::boolean[]) AS ended (order_id, cancelled)
      WHERE reservation.order_id = ended.order_id`,
    values: [reservations.map(({ orderId }) => orderId), reservations.map(({ cancelled }) => cancelled)],
  });
};

/** How many hold something, and for how many seconds the oldest of them has. */
export const measureHeld = async (
  db: Queryable,
): Promise<{ readonly count: number; readonly oldestSeconds: number }> => {
  const { rows } = await db.query<{ count: number; oldestSeconds: number }>({
    name: 'measure-held-reservations',
    text: `
      SELECT count(*) AS count,
        coalesce(greatest(extract(epoch FROM now() - min(made_at)), 0), 0)::float8 AS "oldestSeconds"
      FROM reservation WHERE held`,
  });
  return rows[0] ?? { count: 0, oldestSeconds: 0 };
};

export const updateLines = async (tx: Queryable, lines: readonly ChangedLine[]): Promise<void> => {
  await tx.query({
    name: 'update-reservation-lines',
    text: `
      UPDATE reservation_line SET shipped = changed.shipped, released = changed.released
      FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[])
        AS changed (order_id, sku, shipped, released)
      WHERE reservation_line.order_id = changed.order_id AND reservation_line.sku = changed.sku`,
    values: [
      lines.map(({ orderId }) => orderId),
      lines.map(({ sku }) => sku),
      lines.map(({ shipped }) => shipped),
      lines.map(({ released }) => released),
    ],
  });
};

export const insertParts = async (tx: Queryable, parts: readonly Part[]): Promise<void> => {
  await tx.query({
    name: 'insert-reservation-parts',
    text: `
      INSERT INTO reservation_part (order_id, part_id, reason)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[])`,
    values: [
      parts.map(({ orderId }) => orderId),
      parts.map(({ partId }) => partId),
      parts.map(({ reason }) => reason),
    ],
  });
};

/** Ids after `after`, in their order, of orders whose reservation was made or changed at `since` or later. */
export const findChangedOrders = async (
  db: Queryable,
  since: string,
  after: string,
  limit: number,
): Promise<string[]> => {
  const { rows } = await db.query<{ orderId: string }>({
    name: 'find-changed-reservations',
    text: `
      SELECT order_id AS "orderId" FROM (
        SELECT order_id FROM reservation WHERE made_at >= $1
        UNION
        SELECT reference FROM stock_movement
        WHERE moved_at >= $1 AND reason IN ('reservation', 'release', 'shipment')
      ) AS changed
      WHERE order_id > $2
      ORDER BY order_id
      LIMIT $3`,
    values: [since, after, limit],
  });
  return rows.map(({ orderId }) => orderId);
};
