import type { Database } from '@fondaco/chassis/postgres';
import type { Category, NewCategory } from '@fondaco/contracts/http/catalogue';
import { categorySlugTaken, unknownParent } from '../catalogue-problems.ts';
import { holdCategory, insertCategory } from '../category/category-store.ts';
import { lockTree } from '../category/tree-lock-store.ts';
import { distinctSlugOfName, slugOfName } from '../product/slug.ts';

export type CreateCategory = ReturnType<typeof createCategory>;

/** Throws Problem when the parent is unknown, or a slug that was asked for taken. */
export const createCategory =
  ({ db, newId }: { readonly db: Database; readonly newId: () => string }) =>
  (asked: NewCategory): Promise<Category> =>
    db.transaction(async (tx) => {
      await lockTree(tx);
      const { name, parentId = null, position = 0 } = asked;
      if (parentId !== null && !(await holdCategory(tx, parentId))) throw unknownParent();

      const categoryId = newId();
      const slug = asked.slug ?? slugOfName(name, 'category');
      const category = { categoryId, parentId, slug, name, position };
      if (await insertCategory(tx, category)) return { ...category, version: 1 };
      if (asked.slug !== undefined) throw categorySlugTaken(slug);

      const distinct = { ...category, slug: distinctSlugOfName(slug, categoryId) };
      if (!(await insertCategory(tx, distinct))) throw categorySlugTaken(distinct.slug);
      return { ...distinct, version: 1 };
    });
