import type { Queryable } from '@fondaco/chassis/postgres';
import type { Product, ProductSnapshot } from '@fondaco/contracts/http/products';

type Position = { readonly sortName: string; readonly productId: string };
type ProductRow = Omit<Product, 'updatedAt'> & { readonly updatedAt: Date };

// Stock is looked up rather than joined: a join is planned as a scan of all stock while the tables are so new
// that the planner knows nothing about them, as they are right after the first import (12 ms a page, not 2).
const VARIANTS = `
  SELECT json_agg(json_build_object(
    'sku', sku,
    'price', json_build_object('amountMinor', price_minor, 'currency', currency),
    'available', (SELECT on_hand - reserved FROM stock WHERE stock.sku = variant.sku)
  ) ORDER BY sku) AS variants
  FROM variant WHERE variant.product_id = product.product_id`;

/** Active products in the listing's order, at most `limit`, that come after `after`. */
export const findPage = async (
  db: Queryable,
  after: Position,
  limit: number,
): Promise<(Product & { readonly sortName: string })[]> => {
  const { rows } = await db.query<ProductRow & { readonly sortName: string }>({
    name: 'find-page',
    text: `
      SELECT product_id AS "productId", slug, name, sort_name AS "sortName", updated_at AS "updatedAt", variants
      FROM (
        SELECT * FROM product
        WHERE status = 'active' AND (sort_name, product_id) > ($1, $2::uuid)
        ORDER BY sort_name, product_id
        LIMIT $3
      ) AS product
      CROSS JOIN LATERAL (${VARIANTS}) AS variants
      ORDER BY sort_name, product_id`,
    values: [after.sortName, after.productId, limit],
  });
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
};

/** The active product of this id, or else of this slug. */
export const findProduct = async (
  db: Queryable,
  by: { readonly productId: string } | { readonly slug: string },
): Promise<Product | null> => {
  const { rows } = await db.query<ProductRow>({
    name: 'productId' in by ? 'find-product-by-id' : 'find-product-by-slug',
    text: `
      SELECT product_id AS "productId", slug, name, updated_at AS "updatedAt", variants
      FROM product CROSS JOIN LATERAL (${VARIANTS}) AS variants
      WHERE status = 'active' AND ${'productId' in by ? 'product_id = $1::uuid' : 'slug = $1'}`,
    values: ['productId' in by ? by.productId : by.slug],
  });
  const [row] = rows;
  return row === undefined ? null : { ...row, updatedAt: row.updatedAt.toISOString() };
};

/** The products that have any of the SKUs (in upper case), whole, at the version that they have now. */
export const findSnapshots = async (db: Queryable, skus: readonly string[]): Promise<ProductSnapshot[]> => {
  const { rows } = await db.query<ProductSnapshot>({
    name: 'find-snapshots',
    text: `
      SELECT product_id AS "productId", version, slug, name, status, variants
      FROM product
      CROSS JOIN LATERAL (
        SELECT json_agg(json_build_object(
          'sku', sku,
          'price', json_build_object('amountMinor', price_minor, 'currency', currency)
        ) ORDER BY sku) AS variants
        FROM variant WHERE variant.product_id = product.product_id
      ) AS variants
      WHERE product_id IN (SELECT product_id FROM variant WHERE sku = ANY ($1))
      ORDER BY product_id`,
    values: [skus],
  });
  return rows;
};
