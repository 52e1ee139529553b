import { type Database, isUniqueViolation, type Transaction } from '@fondaco/chassis/postgres';
import type { Category, CategoryEdit } from '@fondaco/contracts/http/catalogue';
import { categoryCycle, categoryNotFound, categorySlugTaken, unknownParent } from '../catalogue-problems.ts';
import {
  findBelow,
  findCategory,
  holdCategory,
  lockCategories,
  updateCategory,
  updateDepartments,
} from '../category/category-store.ts';
import { insertRelistings } from '../category/relisting-store.ts';
import { lockTree } from '../category/tree-lock-store.ts';
import { editConflict } from '../edit-request.ts';

export type EditCategory = ReturnType<typeof editCategory>;

/**
 * Throws Problem when the version is no longer this one, or the edit impossible. Its products are listed anew soon
 * after: there can be more of them than a transaction should hold.
 */
export const editCategory =
  ({ db }: { readonly db: Database }) =>
  (categoryId: string, version: number, edit: CategoryEdit): Promise<Category> =>
    db
      .transaction(async (tx) => {
        await lockTree(tx);
        const current = await findCategory(tx, categoryId);
        if (current === null) throw categoryNotFound();
        if (current.version !== version) throw editConflict(current.version);

        const next = { ...current, ...edit };
        if (isSame(current, next)) return current;
        if (next.parentId === current.parentId && next.name === current.name) await updateCategory(tx, next);
        else await place(tx, current, next);
        return { ...next, version: version + 1 };
      })
      .catch((error: unknown) => {
        if (isUniqueViolation(error, 'category_slug_key')) throw categorySlugTaken(edit.slug ?? '');
        throw error;
      });

/** Where it stands and what it is called is written in the listings of all products in it and below it. */
const place = async (tx: Transaction, current: Category, next: Category): Promise<void> => {
  const below = await findBelow(tx, current.categoryId);
  await lockCategories(tx, below);
  if (next.parentId !== null && next.parentId !== current.parentId) {
    if (below.includes(next.parentId)) throw categoryCycle();
    if (!(await holdCategory(tx, next.parentId))) throw unknownParent();
  }
  await updateCategory(tx, next);
  await updateDepartments(tx, current.categoryId);
  await insertRelistings(tx, current.categoryId);
};

const isSame = (one: Category, other: Category): boolean =>
  one.name === other.name &&
  one.slug === other.slug &&
  one.parentId === other.parentId &&
  one.position === other.position;
