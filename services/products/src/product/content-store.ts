import type { Queryable } from '@fondaco/chassis/postgres';
import type { ProductContent } from './product-edit.ts';

type Content = Omit<ProductContent, 'variants' | 'images'>;

/** Adds the draft unless its slug is taken, and answers whether it did. */
export const insertDraft = async (tx: Queryable, productId: string, content: Content): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'insert-draft',
    text: `
      INSERT INTO product (product_id, slug, name, description, category_id, attributes, status, published_at)
      SELECT $1, $2, $3, $4, $5, $6, 'draft', NULL
      WHERE NOT EXISTS (SELECT FROM former_slug WHERE slug = $2)
      ON CONFLICT (slug) DO NOTHING`,
    values: [
      productId,
      content.slug,
      content.name,
      content.description,
      content.categoryId,
      JSON.stringify(content.attributes),
    ],
  });
  return count === 1;
};

/** Writes the locked product, one version later. It is published when it is active for the first time. */
export const updateProduct = async (tx: Queryable, productId: string, content: Content): Promise<void> => {
  await tx.query({
    name: 'update-product',
    text: `
      UPDATE product SET slug = $2, name = $3, description = $4, category_id = $5, attributes = $6, status = $7,
        published_at = CASE WHEN $7 = 'active' THEN coalesce(published_at, now()) ELSE published_at END,
        version = version + 1, updated_at = now()
      WHERE product_id = $1`,
    values: [
      productId,
      content.slug,
      content.name,
      content.description,
      content.categoryId,
      JSON.stringify(content.attributes),
      content.status,
    ],
  });
};

/** One version later, for a change of what stands beside the row. Answers the version. */
export const raiseVersion = async (tx: Queryable, productId: string): Promise<number> => {
  const { rows } = await tx.query<{ version: number }>({
    name: 'raise-version',
    text: `
      UPDATE product SET version = version + 1, updated_at = now() WHERE product_id = $1
      RETURNING version`,
    values: [productId],
  });
  return rows[0]?.version ?? 0;
};

/** Whether another product is, or was, found under the slug. */
export const isSlugTaken = async (tx: Queryable, slug: string, productId: string): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'is-slug-taken',
    text: `
      SELECT FROM product WHERE slug = $1 AND product_id <> $2
      UNION ALL
      SELECT FROM former_slug WHERE slug = $1 AND product_id <> $2`,
    values: [slug, productId],
  });
  return count > 0;
};

/** Where the product was found until now. A slug that a product has leads to it, whatever is written here. */
export const recordFormerSlug = async (tx: Queryable, productId: string, slug: string): Promise<void> => {
  await tx.query({
    name: 'record-former-slug',
    text: `
      INSERT INTO former_slug (slug, product_id) VALUES ($2, $1)
      ON CONFLICT (slug) DO UPDATE SET product_id = excluded.product_id`,
    values: [productId, slug],
  });
};

/** Those of the images that there are, which then stay until the commit. */
export const holdImages = async (tx: Queryable, imageIds: readonly string[]): Promise<string[]> => {
  const { rows } = await tx.query<{ imageId: string }>({
    name: 'hold-images',
    text: `
      SELECT image_id AS "imageId" FROM image WHERE image_id = ANY ($1)
      ORDER BY image_id
      FOR KEY SHARE`,
    values: [imageIds],
  });
  return rows.map((row) => row.imageId);
};

/** These images in this order, and no others. */
export const replaceImages = async (
  tx: Queryable,
  productId: string,
  images: ProductContent['images'],
): Promise<void> => {
  await tx.query({
    name: 'delete-product-images',
    text: 'DELETE FROM product_image WHERE product_id = $1',
    values: [productId],
  });
  await tx.query({
    name: 'insert-product-images',
    text: `
      INSERT INTO product_image (product_id, position, image_id, alt)
      SELECT $1, position, image_id, alt
      FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS image (image_id, alt, position)`,
    values: [productId, images.map(({ imageId }) => imageId), images.map(({ alt }) => alt)],
  });
};
