import type { Queryable } from '@fondaco/chassis/postgres';
import type { ProductForStaff } from '@fondaco/contracts/http/catalogue';

/** In the order of their ids, until the commit. Answers those that there are. */
export const lockProducts = async (tx: Queryable, productIds: readonly string[]): Promise<string[]> => {
  const { rows } = await tx.query<{ productId: string }>({
    name: 'lock-products',
    text: `
      SELECT product_id AS "productId" FROM product WHERE product_id = ANY ($1::uuid[])
      ORDER BY product_id
      FOR NO KEY UPDATE`,
    values: [productIds],
  });
  return rows.map((row) => row.productId);
};

type Row = Omit<ProductForStaff, 'createdAt' | 'updatedAt'> & {
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** The product with all that staff see of it. */
export const findRecord = async (db: Queryable, productId: string): Promise<ProductForStaff | null> => {
  const { rows } = await db.query<Row>({
    name: 'find-record',
    text: `
      SELECT product_id AS "productId", version, status, slug, name, description, category_id AS "categoryId",
        attributes, created_at AS "createdAt", updated_at AS "updatedAt",
        (SELECT coalesce(json_agg(json_build_object(
            'sku', sku,
            'price', json_build_object('amountMinor', price_minor, 'currency', currency),
            'options', options,
            'retired', retired,
            'onHand', coalesce(on_hand, 0),
            'reserved', coalesce(reserved, 0)
          ) ORDER BY retired, position, sku), '[]')
          FROM variant LEFT JOIN stock USING (sku) WHERE variant.product_id = product.product_id
        ) AS variants,
        (SELECT coalesce(json_agg(json_build_object('imageId', image_id, 'alt', alt) ORDER BY position), '[]')
          FROM product_image WHERE product_image.product_id = product.product_id
        ) AS images,
        (SELECT coalesce(json_agg(json_build_object(
            'scheduleId', schedule_id,
            'sku', sku,
            'price', json_build_object('amountMinor', scheduled.price_minor, 'currency', scheduled.currency),
            'startsAt', to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'madeBy', made_by
          ) ORDER BY starts_at, sku), '[]')
          FROM scheduled_price AS scheduled JOIN variant USING (sku)
          WHERE variant.product_id = product.product_id AND state = 'waiting'
        ) AS "scheduledPrices"
      FROM product WHERE product_id = $1`,
    values: [productId],
  });
  const [row] = rows;
  if (row === undefined) return null;
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
};
