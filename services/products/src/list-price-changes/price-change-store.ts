import type { Queryable } from '@fondaco/chassis/postgres';
import type { PriceChange } from '@fondaco/contracts/http/catalogue';

type Row = Omit<PriceChange, 'changedAt'> & { readonly changeId: number; readonly changedAt: Date };

/** Newest first, at most `limit`, of those that are older than `before`. */
export const findPriceChanges = async (
  db: Queryable,
  productId: string,
  before: number,
  limit: number,
): Promise<(PriceChange & { readonly changeId: number })[]> => {
  const { rows } = await db.query<Row>({
    name: 'find-price-changes',
    text: `
      SELECT change_id AS "changeId", sku,
        json_build_object('amountMinor', from_minor, 'currency', from_currency) AS "from",
        json_build_object('amountMinor', to_minor, 'currency', to_currency) AS "to",
        cause, changed_by AS "changedBy", changed_at AS "changedAt"
      FROM price_change
      WHERE sku IN (SELECT sku FROM variant WHERE product_id = $1) AND change_id < $2
      ORDER BY change_id DESC
      LIMIT $3`,
    values: [productId, before, limit],
  });
  return rows.map((row) => ({ ...row, changedAt: row.changedAt.toISOString() }));
};
