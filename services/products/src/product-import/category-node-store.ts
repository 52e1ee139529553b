import type { Queryable } from '@fondaco/chassis/postgres';

export type CategoryNode = {
  readonly categoryId: string;
  readonly parentId: string | null;
  readonly name: string;
};

/** Those of the tree that have one of the names; of siblings with one name the first in their order comes first. */
export const findCategoriesNamed = async (
  tx: Queryable,
  names: readonly string[],
): Promise<CategoryNode[]> => {
  const { rows } = await tx.query<CategoryNode>({
    name: 'find-categories-named',
    text: `
      SELECT category_id AS "categoryId", parent_id AS "parentId", name
      FROM category WHERE name = ANY ($1)
      ORDER BY position, category_id`,
    values: [names],
  });
  return rows;
};
