import type { Queryable } from '@fondaco/chassis/postgres';
import type { StoredProduct, StoredVariant } from './plan.ts';

/** The products of those SKUs (in upper case) that are known. */
export const findProductsOfSkus = async (tx: Queryable, skus: readonly string[]): Promise<string[]> => {
  const { rows } = await tx.query<{ productId: string }>({
    name: 'find-products-of-skus',
    text: 'SELECT DISTINCT product_id AS "productId" FROM variant WHERE sku = ANY ($1)',
    values: [skus],
  });
  return rows.map(({ productId }) => productId);
};

/** By slug the product that is, or else was, found under it. */
export const findProductsOfSlugs = async (
  tx: Queryable,
  slugs: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await tx.query<{ slug: string; productId: string; former: boolean }>({
    name: 'find-products-of-slugs',
    // Apart: a join of the two may read all of both.
    text: `
      SELECT slug, product_id AS "productId", false AS former FROM product WHERE slug = ANY ($1)
      UNION ALL
      SELECT slug, product_id, true FROM former_slug WHERE slug = ANY ($1)`,
    values: [slugs],
  });
  const found = new Map<string, string>();
  for (const { slug, productId, former } of rows) if (!former || !found.has(slug)) found.set(slug, productId);
  return found;
};

/** Locked in the order that everyone locks them in. */
export const lockProducts = async (
  tx: Queryable,
  productIds: readonly string[],
): Promise<StoredProduct[]> => {
  const { rows } = await tx.query<StoredProduct>({
    name: 'lock-products-of-import',
    text: `
      SELECT product_id AS "productId", slug, name, description, category_id AS "categoryId", attributes, status
      FROM product WHERE product_id = ANY ($1::uuid[])
      ORDER BY product_id
      FOR NO KEY UPDATE`,
    values: [productIds],
  });
  return rows;
};

/** Retired ones too, in their order. */
export const findVariants = async (
  tx: Queryable,
  productIds: readonly string[],
): Promise<StoredVariant[]> => {
  const { rows } = await tx.query<StoredVariant>({
    name: 'find-variants-of-import',
    text: `
      SELECT sku, product_id AS "productId", price_minor AS "priceMinor", currency, options, position, retired
      FROM variant WHERE product_id = ANY ($1::uuid[])
      ORDER BY product_id, position, sku`,
    values: [productIds],
  });
  return rows;
};
