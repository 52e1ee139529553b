import type { Queryable } from '@fondaco/chassis/postgres';
import type { Category } from '@fondaco/contracts/http/catalogue';

const CATEGORY = 'category_id AS "categoryId", parent_id AS "parentId", slug, name, position, version';

/** The whole tree: parents before their children, siblings in their order. */
export const findTree = async (db: Queryable): Promise<Category[]> => {
  const { rows } = await db.query<Category>({
    name: 'find-tree',
    text: `
      WITH RECURSIVE tree AS (
        SELECT category.*, 1 AS level FROM category WHERE parent_id IS NULL
        UNION ALL
        SELECT category.*, level + 1 FROM tree JOIN category ON category.parent_id = tree.category_id
      )
      SELECT ${CATEGORY} FROM tree ORDER BY level, tree.position, name, category_id`,
  });
  return rows;
};

export const findCategory = async (tx: Queryable, categoryId: string): Promise<Category | null> => {
  const { rows } = await tx.query<Category>({
    name: 'find-category',
    text: `SELECT ${CATEGORY} FROM category WHERE category_id = $1`,
    values: [categoryId],
  });
  return rows[0] ?? null;
};

export type NewCategoryRow = Omit<Category, 'version'>;

/**
 * Adds the category unless its slug is taken, and answers whether it did. Its parent must exist: it is held where it
 * is, for its department to be the new one's too.
 */
export const insertCategory = async (tx: Queryable, category: NewCategoryRow): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'insert-category',
    text: `
      WITH parent AS (SELECT department_id FROM category WHERE category_id = $2 FOR KEY SHARE)
      INSERT INTO category (category_id, parent_id, slug, name, position, department_id)
      VALUES ($1, $2, $3, $4, $5, coalesce((SELECT department_id FROM parent), $1))
      ON CONFLICT (slug) DO NOTHING`,
    values: [category.categoryId, category.parentId, category.slug, category.name, category.position],
  });
  return count === 1;
};

/** Writes the category, one version later, with the department of its parent. */
export const updateCategory = async (tx: Queryable, category: NewCategoryRow): Promise<void> => {
  await tx.query({
    name: 'update-category',
    text: `
      UPDATE category SET parent_id = $2, slug = $3, name = $4, position = $5, version = version + 1,
        department_id = coalesce(
          (SELECT parent.department_id FROM category AS parent WHERE parent.category_id = $2), category_id
        )
      WHERE category_id = $1`,
    values: [category.categoryId, category.parentId, category.slug, category.name, category.position],
  });
};

const BELOW = `
  WITH RECURSIVE below AS (
    SELECT category_id, department_id FROM category WHERE category_id = $1
    UNION ALL
    SELECT category.category_id, below.department_id
    FROM below JOIN category ON category.parent_id = below.category_id
  )`;

/** The category itself and all below it. */
export const findBelow = async (tx: Queryable, categoryId: string): Promise<string[]> => {
  const { rows } = await tx.query<{ categoryId: string }>({
    name: 'find-below',
    text: `${BELOW} SELECT category_id AS "categoryId" FROM below`,
    values: [categoryId],
  });
  return rows.map((row) => row.categoryId);
};

/**
 * Waits for those who are putting products or categories into these, and makes others wait until the commit: nobody
 * takes a department from them that is about to be another one.
 */
export const lockCategories = async (tx: Queryable, categoryIds: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'lock-categories',
    text: 'SELECT FROM category WHERE category_id = ANY ($1::uuid[]) ORDER BY category_id FOR UPDATE',
    values: [categoryIds],
  });
};

/** Hands the category's department on to all below it. */
export const updateDepartments = async (tx: Queryable, categoryId: string): Promise<void> => {
  await tx.query({
    name: 'update-departments',
    text: `${BELOW}
      UPDATE category SET department_id = below.department_id FROM below
      WHERE category.category_id = below.category_id AND category.department_id <> below.department_id`,
    values: [categoryId],
  });
};

/** Whether there is such a category, which then stays until the commit. */
export const holdCategory = async (tx: Queryable, categoryId: string): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'hold-category',
    text: 'SELECT FROM category WHERE category_id = $1 FOR KEY SHARE',
    values: [categoryId],
  });
  return count === 1;
};

/** Whether it is gone now: one with categories or products in it stays. It must be locked. */
export const deleteCategory = async (tx: Queryable, categoryId: string): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'delete-category',
    text: `
      DELETE FROM category WHERE category_id = $1
        AND NOT EXISTS (SELECT FROM category AS child WHERE child.parent_id = $1)
        AND NOT EXISTS (SELECT FROM product WHERE product.category_id = $1)`,
    values: [categoryId],
  });
  return count === 1;
};
