import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { OrderedLine } from './order-store.ts';

/** A line with what has become of its units. */
export type LineUnits = OrderedLine & {
  readonly shipped: number;
  readonly cancelled: number;
  readonly refunded: number;
};

/** All lines of a locked order, by SKU. */
export const findLines = async (tx: Queryable, orderId: string): Promise<LineUnits[]> => {
  const { rows } = await tx.query<LineUnits>({
    name: 'find-order-lines',
    text: `
      select sku, name, quantity, unit_price_minor as "unitPriceMinor", shipped, cancelled, refunded
      from order_line where order_id = $1 order by sku`,
    values: [orderId],
  });
  return rows;
};

/** Units that are added to what is shipped, cancelled or refunded of a locked order's lines. */
export type UnitsOfSku = { readonly sku: string; readonly quantity: number };

export const addUnits = async (
  tx: Transaction,
  orderId: string,
  to: 'shipped' | 'cancelled' | 'refunded',
  lines: readonly UnitsOfSku[],
): Promise<void> => {
  await tx.query({
    name: `add-${to}-units`,
    text: `
      update order_line set ${to} = ${to} + units.quantity
      from unnest($2::text[], $3::integer[]) as units (sku, quantity)
      where order_id = $1 and order_line.sku = units.sku`,
    values: [orderId, lines.map((line) => line.sku), lines.map((line) => line.quantity)],
  });
};

/** All lines of several orders. */
export const findLinesOf = async (
  tx: Queryable,
  orderIds: readonly string[],
): Promise<Map<string, (OrderedLine & { readonly orderId: string })[]>> => {
  const { rows } = await tx.query<OrderedLine & { orderId: string }>({
    name: 'find-lines-of-orders',
    text: `
      select order_id as "orderId", sku, name, quantity, unit_price_minor as "unitPriceMinor"
      from order_line where order_id = any($1::uuid[]) order by order_id, sku`,
    values: [orderIds],
  });
  return Map.groupBy(rows, (line) => line.orderId);
};
