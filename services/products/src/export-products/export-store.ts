import type { Queryable } from '@fondaco/chassis/postgres';

/** A variant that is sold, with what its product is. `categoryPath` has names from the top of the tree down. */
export type ExportedVariant = {
  readonly sku: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly options: Readonly<Record<string, string>>;
  readonly onHand: number;
};

export type ExportedProduct = {
  readonly productId: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly status: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly categoryPath: readonly string[];
  readonly variants: readonly ExportedVariant[];
};

/** At most `limit` products that come after `after`, in the order of their ids. */
export const findExportPage = async (
  db: Queryable,
  after: string,
  limit: number,
): Promise<ExportedProduct[]> => {
  const { rows } = await db.query<ExportedProduct>({
    name: 'find-export-page',
    text: `
      WITH RECURSIVE page AS MATERIALIZED (
        SELECT product_id, slug, name, description, status, attributes, category_id FROM product
        WHERE product_id > $1::uuid ORDER BY product_id LIMIT $2
      ), above (category_id, names, parent_id) AS (
        SELECT category_id, ARRAY[name], parent_id FROM category WHERE category_id IN (SELECT category_id FROM page)
        UNION ALL
        SELECT above.category_id, category.name || above.names, category.parent_id
        FROM above JOIN category ON category.category_id = above.parent_id
      ), place AS (
        SELECT category_id, names FROM above WHERE parent_id IS NULL
      )
      SELECT product_id AS "productId", slug, name, description, status, attributes,
        coalesce(place.names, '{}') AS "categoryPath", variants
      FROM page
      LEFT JOIN place USING (category_id)
      CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_object(
          'sku', sku, 'priceMinor', price_minor, 'currency', currency, 'options', options,
          'onHand', (SELECT on_hand FROM stock WHERE stock.sku = variant.sku)
        ) ORDER BY position, sku), '[]') AS variants
        FROM variant WHERE variant.product_id = page.product_id AND NOT retired
      ) AS variants
      ORDER BY product_id`,
    values: [after, limit],
  });
  return rows;
};

/** The names of all attributes and options that there are, each kind in its order. */
export const findPropertyNames = async (
  db: Queryable,
): Promise<{ readonly attributes: string[]; readonly options: string[] }> => {
  const { rows } = await db.query<{ attributes: string[]; options: string[] }>({
    name: 'find-property-names',
    text: `
      SELECT
        ARRAY(SELECT DISTINCT jsonb_object_keys(attributes) FROM product WHERE attributes <> '{}' ORDER BY 1) AS attributes,
        ARRAY(SELECT DISTINCT jsonb_object_keys(options) FROM variant WHERE options <> '{}' ORDER BY 1) AS options`,
  });
  return rows[0] ?? { attributes: [], options: [] };
};
