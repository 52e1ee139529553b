import type { Queryable } from '@fondaco/chassis/postgres';
import type { Product } from '@fondaco/contracts/http/products';
import { VARIANTS } from '../product/product-view-store.ts';

/**
 * What a product's page shows, as it is stored. Nothing else can make the page another one than `version`,
 * `categories` and what is available.
 */
export type ProductPageRow = Pick<
  Product,
  'productId' | 'slug' | 'name' | 'variants' | 'description' | 'attributes' | 'pictures' | 'categories'
> & { readonly version: number; readonly updatedAt: Date };

// Subqueries rather than joins: each is a look-up by a key, however little the planner knows of the tables.
const PAGE = `
  SELECT product_id AS "productId", slug, name, description, attributes, version, updated_at AS "updatedAt",
    ${VARIANTS},
    (SELECT coalesce(json_agg(json_build_object(
        'imageId', image_id, 'alt', alt, 'width', width, 'height', height
      ) ORDER BY position), '[]')
      FROM product_image
      CROSS JOIN LATERAL (
        SELECT width, height FROM image WHERE image.image_id = product_image.image_id OFFSET 0
      ) AS image
      WHERE product_image.product_id = product.product_id
    ) AS pictures,
    CASE WHEN category_id IS NULL THEN '[]' ELSE (
      WITH RECURSIVE above AS (
        SELECT parent_id, category.slug, category.name, 0 AS distance FROM category
        WHERE category.category_id = product.category_id
        UNION ALL
        SELECT category.parent_id, category.slug, category.name, distance + 1
        FROM above CROSS JOIN LATERAL (
          SELECT * FROM category WHERE category.category_id = above.parent_id OFFSET 0
        ) AS category
      )
      SELECT json_agg(json_build_object('slug', above.slug, 'name', above.name) ORDER BY distance DESC) FROM above
    ) END AS categories
  FROM product`;

/** The active product with this id, or this slug. */
export const findProductPage = async (
  db: Queryable,
  by: { readonly productId: string } | { readonly slug: string },
): Promise<ProductPageRow | null> => {
  const byId = 'productId' in by;
  const { rows } = await db.query<ProductPageRow>({
    name: byId ? 'find-product-page-by-id' : 'find-product-page-by-slug',
    text: `${PAGE} WHERE ${byId ? 'product_id' : 'slug'} = $1 AND status = 'active'`,
    values: [byId ? by.productId : by.slug],
  });
  return rows[0] ?? null;
};

/** Where the active product is found now that was found under this slug before. */
export const findSlugNow = async (db: Queryable, formerSlug: string): Promise<string | null> => {
  const { rows } = await db.query<{ slug: string }>({
    name: 'find-slug-now',
    text: `
      SELECT slug FROM product
      WHERE product_id = (SELECT product_id FROM former_slug WHERE slug = $1) AND status = 'active'`,
    values: [formerSlug],
  });
  return rows[0]?.slug ?? null;
};
