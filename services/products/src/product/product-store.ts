import type { Queryable } from '@fondaco/chassis/postgres';
import type { StoredOffer } from './product.ts';

export type NewVariant = {
  readonly sku: string;
  readonly productId: string;
  readonly priceMinor: number;
  readonly currency: string;
};

export type NewProduct = { readonly productId: string; readonly slug: string; readonly name: string };

/** Adds those variants whose SKU is new and answers their SKUs. Their products must follow before the commit. */
export const insertVariants = async (tx: Queryable, variants: readonly NewVariant[]): Promise<string[]> => {
  const { rows } = await tx.query<{ sku: string }>({
    name: 'insert-variants',
    // Ordered, so that imports of the same new SKUs wait for one another instead of deadlocking.
    text: `
      INSERT INTO variant (sku, product_id, price_minor, currency)
      SELECT * FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::text[]) AS new (sku, product_id, price_minor, currency)
      ORDER BY sku
      ON CONFLICT (sku) DO NOTHING
      RETURNING sku`,
    values: [
      variants.map((variant) => variant.sku),
      variants.map((variant) => variant.productId),
      variants.map((variant) => variant.priceMinor),
      variants.map((variant) => variant.currency),
    ],
  });
  return rows.map((row) => row.sku);
};

/** Adds those products whose slug is free and answers their ids. */
export const insertProducts = async (tx: Queryable, products: readonly NewProduct[]): Promise<string[]> => {
  const { rows } = await tx.query<{ productId: string }>({
    name: 'insert-products',
    text: `
      INSERT INTO product (product_id, slug, name)
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) AS new (product_id, slug, name)
      ORDER BY slug
      ON CONFLICT (slug) DO NOTHING
      RETURNING product_id AS "productId"`,
    values: [
      products.map((product) => product.productId),
      products.map((product) => product.slug),
      products.map((product) => product.name),
    ],
  });
  return rows.map((row) => row.productId);
};

/** What is stored of the SKUs, with their products locked until the commit. */
export const lockOffers = async (tx: Queryable, skus: readonly string[]): Promise<StoredOffer[]> => {
  const { rows } = await tx.query<StoredOffer>({
    name: 'lock-offers',
    text: `
      SELECT sku, product_id AS "productId", name, price_minor AS "priceMinor", currency
      FROM variant JOIN product USING (product_id)
      WHERE sku = ANY ($1)
      ORDER BY sku
      FOR NO KEY UPDATE`,
    values: [skus],
  });
  return rows;
};

/** Sets name and price. Each product that is concerned gets one version more. */
export const updateOffers = async (tx: Queryable, offers: readonly StoredOffer[]): Promise<void> => {
  await tx.query({
    name: 'update-offers',
    text: `
      WITH offer AS (
        SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[], $5::text[])
          AS offer (sku, product_id, name, price_minor, currency)
      ), repriced AS (
        UPDATE variant SET price_minor = offer.price_minor, currency = offer.currency
        FROM offer WHERE variant.sku = offer.sku
      )
      UPDATE product SET name = offer.name, version = version + 1, updated_at = now()
      FROM offer WHERE product.product_id = offer.product_id`,
    values: [
      offers.map((offer) => offer.sku),
      offers.map((offer) => offer.productId),
      offers.map((offer) => offer.name),
      offers.map((offer) => offer.priceMinor),
      offers.map((offer) => offer.currency),
    ],
  });
};
