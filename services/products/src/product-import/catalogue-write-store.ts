import type { Queryable } from '@fondaco/chassis/postgres';
import type { NewProduct, NewVariant, Plan, PriceChange } from './plan.ts';
import type { Offered } from './product-fields.ts';

/** Adds those variants whose SKU is new and answers how many. Their products must follow before the commit. */
export const insertVariants = async (tx: Queryable, variants: readonly NewVariant[]): Promise<number> => {
  const { count } = await tx.query({
    name: 'insert-variants-of-import',
    // Ordered, so that imports of the same new SKUs wait for one another instead of deadlocking.
    text: `
      INSERT INTO variant (sku, product_id, price_minor, currency, options, position)
      SELECT sku, product_id, price_minor, currency, options::jsonb, position
      FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::int[])
        AS new (sku, product_id, price_minor, currency, options, position)
      ORDER BY sku
      ON CONFLICT (sku) DO NOTHING`,
    values: [
      variants.map(({ sku }) => sku),
      variants.map(({ productId }) => productId),
      variants.map(({ priceMinor }) => priceMinor),
      variants.map(({ currency }) => currency),
      variants.map(({ options }) => JSON.stringify(options)),
      variants.map(({ position }) => position),
    ],
  });
  return count;
};

/** Adds those products whose slug nothing is, or was, found under, and answers their ids. */
export const insertProducts = async (tx: Queryable, products: readonly NewProduct[]): Promise<string[]> => {
  const { rows } = await tx.query<{ productId: string }>({
    name: 'insert-products-of-import',
    text: `
      INSERT INTO product (product_id, slug, name, description, category_id, attributes, status, published_at)
      SELECT product_id, slug, name, description, category_id, attributes::jsonb, status,
        CASE status WHEN 'active' THEN now() END
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[])
        AS new (product_id, slug, name, description, category_id, attributes, status)
      WHERE NOT EXISTS (SELECT FROM former_slug WHERE former_slug.slug = new.slug)
      ORDER BY slug
      ON CONFLICT (slug) DO NOTHING
      RETURNING product_id AS "productId"`,
    values: [
      products.map(({ productId }) => productId),
      products.map(({ slug }) => slug),
      products.map(({ name }) => name),
      products.map(({ description }) => description),
      products.map(({ categoryId }) => categoryId),
      products.map(({ attributes }) => JSON.stringify(attributes)),
      products.map(({ status }) => status),
    ],
  });
  return rows.map(({ productId }) => productId);
};

/** The products must be locked. Their versions are raised by `raiseVersions`. */
export const updateProducts = async (tx: Queryable, products: Plan['changedProducts']): Promise<void> => {
  await tx.query({
    name: 'update-products-of-import',
    text: `
      UPDATE product SET
        name = new.name, description = new.description, category_id = new.category_id,
        attributes = new.attributes::jsonb, status = new.status,
        published_at = CASE new.status WHEN 'active' THEN coalesce(published_at, now()) ELSE published_at END
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[])
        AS new (product_id, name, description, category_id, attributes, status)
      WHERE product.product_id = new.product_id`,
    values: [
      products.map(({ productId }) => productId),
      products.map(({ name }) => name),
      products.map(({ description }) => description),
      products.map(({ categoryId }) => categoryId),
      products.map(({ attributes }) => JSON.stringify(attributes)),
      products.map(({ status }) => status),
    ],
  });
};

/** One version more for each product, however many of its variants changed. */
export const raiseVersions = async (tx: Queryable, productIds: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'raise-versions-of-import',
    text: `
      UPDATE product SET version = version + 1, updated_at = now() WHERE product_id = ANY ($1::uuid[])`,
    values: [productIds],
  });
};

/** What was retired is sold again. */
export const updateVariants = async (
  tx: Queryable,
  variants: readonly (Offered & { readonly sku: string })[],
): Promise<void> => {
  await tx.query({
    name: 'update-variants-of-import',
    text: `
      UPDATE variant SET
        price_minor = new.price_minor, currency = new.currency, options = new.options::jsonb, retired = false
      FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[])
        AS new (sku, price_minor, currency, options)
      WHERE variant.sku = new.sku`,
    values: [
      variants.map(({ sku }) => sku),
      variants.map(({ priceMinor }) => priceMinor),
      variants.map(({ currency }) => currency),
      variants.map(({ options }) => JSON.stringify(options)),
    ],
  });
};

export const insertPriceChanges = async (
  tx: Queryable,
  changes: readonly PriceChange[],
  changedBy: string,
): Promise<void> => {
  await tx.query({
    name: 'insert-price-changes-of-import',
    text: `
      INSERT INTO price_change (sku, from_minor, from_currency, to_minor, to_currency, cause, changed_by)
      SELECT sku, from_minor, from_currency, to_minor, to_currency, 'import', $6
      FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::text[])
        AS change (sku, from_minor, from_currency, to_minor, to_currency)`,
    values: [
      changes.map(({ sku }) => sku),
      changes.map(({ from }) => from.priceMinor),
      changes.map(({ from }) => from.currency),
      changes.map(({ to }) => to.priceMinor),
      changes.map(({ to }) => to.currency),
      changedBy,
    ],
  });
};
