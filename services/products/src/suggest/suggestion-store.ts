import type { Queryable } from '@fondaco/chassis/postgres';

type Named = { readonly slug: string; readonly name: string };

/** Products on sale whose name begins so, whatever its case, in the order of their names. */
export const findProductsBeginning = async (db: Queryable, text: string, limit: number): Promise<Named[]> => {
  const { rows } = await db.query<Named>({
    name: 'find-products-beginning',
    text: `
      SELECT product.slug, product.name
      FROM (
        SELECT product_id, sort_name FROM listing
        WHERE sort_name >= lower($1) AND sort_name < lower($1) || U&'\\+10FFFF'
        ORDER BY sort_name, product_id
        LIMIT $2
      ) AS found
      CROSS JOIN LATERAL (SELECT slug, name FROM product WHERE product.product_id = found.product_id OFFSET 0) AS product
      ORDER BY found.sort_name, found.product_id`,
    values: [text, limit],
  });
  return rows;
};

/** There are some hundreds of them: they are looked through. */
export const findCategoriesBeginning = async (
  db: Queryable,
  text: string,
  limit: number,
): Promise<Named[]> => {
  const { rows } = await db.query<Named>({
    name: 'find-categories-beginning',
    text: `
      SELECT slug, name FROM category
      WHERE starts_with(lower(unaccent(name)), lower(unaccent($1)))
      ORDER BY name, slug
      LIMIT $2`,
    values: [text, limit],
  });
  return rows;
};
