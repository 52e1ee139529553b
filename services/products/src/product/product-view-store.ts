import type { Queryable } from '@fondaco/chassis/postgres';
import type { ProductSummary } from '@fondaco/contracts/http/products';
import { cheapest, isInStock } from './product-view.ts';

/** What a shelf shows of `product`; a lateral join with `shelf` for those who read many. */
export const SHELF_COLUMNS = `
  product.product_id AS "productId", product.slug, product.name, product.updated_at AS "updatedAt",
  shelf.variants, shelf.picture`;

// Stock is looked up rather than joined: a join is planned as a scan of all stock while the tables are so new
// that the planner knows nothing about them, as they are right after the first import (12 ms a page, not 2).
/** What of `product` is on sale, as a column. */
export const VARIANTS = `
    (
      SELECT coalesce(json_agg(json_build_object(
        'sku', sku,
        'price', json_build_object('amountMinor', price_minor, 'currency', currency),
        'options', options,
        'available', coalesce((SELECT on_hand - reserved FROM stock WHERE stock.sku = variant.sku), 0)
      ) ORDER BY position, sku), '[]')
      FROM variant WHERE variant.product_id = product.product_id AND NOT retired
    ) AS variants`;

export const SHELF = `
  SELECT
    ${VARIANTS},
    (
      SELECT json_build_object('imageId', image_id, 'alt', alt, 'width', width, 'height', height)
      FROM product_image CROSS JOIN LATERAL (SELECT width, height FROM image WHERE image.image_id = product_image.image_id) AS image
      WHERE product_image.product_id = product.product_id
      ORDER BY position LIMIT 1
    ) AS picture`;

/** Looked up one by one for a lateral join: planned for any number of them, a join would read all products. */
export const productOf = (those: string): string =>
  `SELECT * FROM product WHERE product.product_id = ${those}.product_id AND status = 'active' OFFSET 0`;

export type ShelfRow = Pick<ProductSummary, 'productId' | 'slug' | 'name' | 'variants' | 'picture'> & {
  readonly updatedAt: Date;
};

/** Null when nothing of it is on sale (any more). */
export const summaryOf = (row: ShelfRow): ProductSummary | null => {
  const price = cheapest(row.variants);
  if (price === null) return null;
  return {
    productId: row.productId,
    slug: row.slug,
    name: row.name,
    price,
    inStock: isInStock(row.variants),
    picture: row.picture,
    variants: row.variants,
    updatedAt: row.updatedAt.toISOString(),
  };
};

/** Those of the products that are on sale, in the order of `productIds`. */
export const findSummaries = async (
  db: Queryable,
  productIds: readonly string[],
): Promise<ProductSummary[]> => {
  if (productIds.length === 0) return [];
  const { rows } = await db.query<ShelfRow>({
    name: 'find-summaries',
    text: `
      SELECT ${SHELF_COLUMNS}
      FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (product_id, place)
      CROSS JOIN LATERAL (${productOf('wanted')}) AS product
      CROSS JOIN LATERAL (${SHELF}) AS shelf
      ORDER BY place`,
    values: [productIds],
  });
  return rows.flatMap((row) => summaryOf(row) ?? []);
};
