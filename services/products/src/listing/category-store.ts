import type { Queryable } from '@fondaco/chassis/postgres';

/** Where in the tree to look, by ids of categories. */
export type Place = {
  readonly isDepartment: boolean;
  /** The category itself and all below it. */
  readonly below: readonly string[];
  /** From the category itself up to its department. */
  readonly above: readonly string[];
};

/** Null when no category has the slug. */
export const findPlace = async (db: Queryable, slug: string): Promise<Place | null> => {
  const { rows } = await db.query<Place>({
    name: 'find-place',
    text: `
      WITH RECURSIVE asked AS (
        SELECT category_id, parent_id FROM category WHERE slug = $1
      ), below (category_id) AS (
        SELECT category_id FROM asked
        UNION ALL
        SELECT category.category_id FROM below JOIN category ON category.parent_id = below.category_id
      ), above (category_id, parent_id, height) AS (
        SELECT category_id, parent_id, 0 FROM asked
        UNION ALL
        SELECT category.category_id, category.parent_id, height + 1
        FROM above JOIN category ON category.category_id = above.parent_id
      )
      SELECT parent_id IS NULL AS "isDepartment",
        ARRAY(SELECT category_id FROM below) AS below,
        ARRAY(SELECT category_id FROM above ORDER BY height) AS above
      FROM asked`,
    values: [slug],
  });
  return rows[0] ?? null;
};
