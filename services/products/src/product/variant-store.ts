import type { Queryable } from '@fondaco/chassis/postgres';
import type { EditedVariant } from './product-edit.ts';

const asJson = (variants: readonly EditedVariant[]): string =>
  JSON.stringify(
    variants.map(({ sku, price, options, retired }, position) => ({
      sku,
      price_minor: price.amountMinor,
      currency: price.currency,
      options,
      retired,
      position,
    })),
  );

const WRITTEN = `
  jsonb_to_recordset($2::jsonb) AS written
    (sku text, price_minor bigint, currency text, options jsonb, retired boolean, position int)`;

/** Adds those variants that no product has, with nothing in stock. */
export const addVariants = async (
  tx: Queryable,
  productId: string,
  variants: readonly EditedVariant[],
): Promise<void> => {
  await tx.query({
    name: 'add-variants',
    // Ordered, so that two who add the same new SKUs wait for one another instead of deadlocking.
    text: `
      WITH added AS (
        INSERT INTO variant (sku, product_id, price_minor, currency, options, retired, position)
        SELECT sku, $1, price_minor, currency, options, retired, position FROM ${WRITTEN}
        ORDER BY sku
        ON CONFLICT (sku) DO NOTHING
        RETURNING sku
      )
      INSERT INTO stock (sku, on_hand) SELECT sku, 0 FROM added`,
    values: [productId, asJson(variants)],
  });
};

/** Those of the SKUs that are not of this product. */
export const findForeignSkus = async (
  tx: Queryable,
  productId: string,
  skus: readonly string[],
): Promise<string[]> => {
  const { rows } = await tx.query<{ sku: string }>({
    name: 'find-foreign-skus',
    text: 'SELECT sku FROM variant WHERE sku = ANY ($2) AND product_id <> $1 ORDER BY sku',
    values: [productId, skus],
  });
  return rows.map((row) => row.sku);
};

/** Writes the variants of the locked product, and down which prices were other ones, and by whom. */
export const updateVariants = async (
  tx: Queryable,
  productId: string,
  variants: readonly EditedVariant[],
  changedBy: string,
): Promise<void> => {
  await tx.query({
    name: 'update-variants',
    text: `
      WITH changed AS (
        UPDATE variant SET price_minor = written.price_minor, currency = written.currency, options = written.options,
          retired = written.retired, position = written.position
        FROM ${WRITTEN}
        WHERE variant.sku = written.sku AND variant.product_id = $1
          AND (variant.price_minor, variant.currency, variant.options, variant.retired, variant.position)
            IS DISTINCT FROM
            (written.price_minor, written.currency, written.options, written.retired, written.position)
        RETURNING new.sku, old.price_minor AS from_minor, old.currency AS from_currency,
          new.price_minor AS to_minor, new.currency AS to_currency
      )
      INSERT INTO price_change (sku, from_minor, from_currency, to_minor, to_currency, cause, changed_by)
      SELECT sku, from_minor, from_currency, to_minor, to_currency, 'edit', $3 FROM changed
      WHERE (from_minor, from_currency) <> (to_minor, to_currency)
      ORDER BY sku`,
    values: [productId, asJson(variants), changedBy],
  });
};
