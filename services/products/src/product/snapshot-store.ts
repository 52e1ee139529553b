import type { Queryable } from '@fondaco/chassis/postgres';
import type { ProductSnapshot } from '@fondaco/contracts/http/products';

// What was never to be seen is nobody's business yet; what no longer is, has to be taken back.
const SNAPSHOT = `
  SELECT product_id AS "productId", version, slug, name,
    CASE status WHEN 'active' THEN 'active' ELSE 'archived' END AS status, variants
  FROM product
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
      'sku', sku,
      'price', json_build_object('amountMinor', price_minor, 'currency', currency),
      'scheduled', (
        SELECT json_agg(json_build_object(
          'price', json_build_object('amountMinor', price_minor, 'currency', currency),
          'startsAt', to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        ) ORDER BY starts_at)
        FROM scheduled_price WHERE scheduled_price.sku = variant.sku AND state = 'waiting'
      )
    )) ORDER BY sku), '[]') AS variants
    FROM variant WHERE variant.product_id = product.product_id AND NOT retired
  ) AS variants
  WHERE published_at IS NOT NULL`;

/** The products that have any of the SKUs (in upper case), whole, at the version that they have now. */
export const findSnapshots = async (db: Queryable, skus: readonly string[]): Promise<ProductSnapshot[]> => {
  const { rows } = await db.query<ProductSnapshot>({
    name: 'find-snapshots',
    text: `${SNAPSHOT} AND product_id IN (SELECT product_id FROM variant WHERE sku = ANY ($1)) ORDER BY product_id`,
    values: [skus],
  });
  return rows;
};

/** Those of the products that are, or were, to be seen. */
export const findSnapshotsOf = async (
  db: Queryable,
  productIds: readonly string[],
): Promise<ProductSnapshot[]> => {
  const { rows } = await db.query<ProductSnapshot>({
    name: 'find-snapshots-of',
    text: `${SNAPSHOT} AND product_id = ANY ($1::uuid[]) ORDER BY product_id`,
    values: [productIds],
  });
  return rows;
};
