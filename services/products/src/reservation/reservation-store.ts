import type { Queryable } from '@fondaco/chassis/postgres';
import type { Line } from './reservation.ts';

/** `lines` are what is reserved: none where the outcome is a refusal. */
type Reservation = {
  readonly orderId: string;
  readonly outcome: 'accepted' | 'refused';
  readonly lines: readonly Line[];
};

/** False when the order has its answer already. */
export const insertReservation = async (tx: Queryable, reservation: Reservation): Promise<boolean> => {
  const { orderId, outcome, lines } = reservation;
  const { rows } = await tx.query<{ made: boolean }>({
    name: 'insert-reservation',
    text: `
      WITH made AS (
        INSERT INTO reservation (order_id, outcome) VALUES ($1, $2)
        ON CONFLICT (order_id) DO NOTHING
        RETURNING order_id
      ), made_lines AS (
        INSERT INTO reservation_line (order_id, sku, quantity)
        SELECT order_id, sku, quantity FROM made, unnest($3::text[], $4::bigint[]) AS line (sku, quantity)
      )
      SELECT EXISTS (SELECT FROM made) AS made`,
    values: [orderId, outcome, lines.map((line) => line.sku), lines.map((line) => line.quantity)],
  });
  return rows[0]?.made === true;
};
