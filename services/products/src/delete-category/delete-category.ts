import type { Database } from '@fondaco/chassis/postgres';
import { categoryNotEmpty, categoryNotFound } from '../catalogue-problems.ts';
import { deleteCategory as deleteRow, findCategory, lockCategories } from '../category/category-store.ts';
import { lockTree } from '../category/tree-lock-store.ts';

export type DeleteCategory = ReturnType<typeof deleteCategory>;

/** Throws Problem when there is no such category, or something in it. */
export const deleteCategory =
  ({ db }: { readonly db: Database }) =>
  (categoryId: string): Promise<void> =>
    db.transaction(async (tx) => {
      await lockTree(tx);
      await lockCategories(tx, [categoryId]);
      if ((await findCategory(tx, categoryId)) === null) throw categoryNotFound();
      if (!(await deleteRow(tx, categoryId))) throw categoryNotEmpty();
    });
