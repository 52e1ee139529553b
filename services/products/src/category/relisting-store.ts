import type { Queryable } from '@fondaco/chassis/postgres';

export type Relisting = {
  readonly relistingId: number;
  readonly categoryId: string;
  /** Up to this product everything is done. */
  readonly doneTo: string;
};

/** The products of this category, and of all below it, are to be listed anew. */
export const insertRelistings = async (tx: Queryable, categoryId: string): Promise<void> => {
  await tx.query({
    name: 'insert-relistings',
    text: `
      WITH RECURSIVE below AS (
        SELECT category_id FROM category WHERE category_id = $1
        UNION ALL
        SELECT category.category_id FROM below JOIN category ON category.parent_id = below.category_id
      )
      INSERT INTO category_relisting (category_id) SELECT category_id FROM below`,
    values: [categoryId],
  });
};

/** One that nobody else is at, until the commit. */
export const claimRelisting = async (tx: Queryable): Promise<Relisting | null> => {
  const { rows } = await tx.query<Relisting>({
    name: 'claim-relisting',
    text: `
      SELECT relisting_id AS "relistingId", category_id AS "categoryId", done_to AS "doneTo"
      FROM category_relisting ORDER BY relisting_id LIMIT 1 FOR UPDATE SKIP LOCKED`,
  });
  return rows[0] ?? null;
};

/** The next products of its category, locked in the order of their ids. */
export const lockProductsToRelist = async (
  tx: Queryable,
  relisting: Relisting,
  limit: number,
): Promise<string[]> => {
  const { rows } = await tx.query<{ productId: string }>({
    name: 'lock-products-to-relist',
    text: `
      SELECT product_id AS "productId" FROM product
      WHERE category_id = $1 AND product_id > $2
      ORDER BY product_id LIMIT $3
      FOR NO KEY UPDATE`,
    values: [relisting.categoryId, relisting.doneTo, limit],
  });
  return rows.map((row) => row.productId);
};

export const updateRelisting = async (tx: Queryable, relistingId: number, doneTo: string): Promise<void> => {
  await tx.query({
    name: 'update-relisting',
    text: 'UPDATE category_relisting SET done_to = $2 WHERE relisting_id = $1',
    values: [relistingId, doneTo],
  });
};

export const deleteRelisting = async (tx: Queryable, relistingId: number): Promise<void> => {
  await tx.query({
    name: 'delete-relisting',
    text: 'DELETE FROM category_relisting WHERE relisting_id = $1',
    values: [relistingId],
  });
};
