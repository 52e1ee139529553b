import type { Queryable } from '@fondaco/chassis/postgres';
import { insertCategory } from '../category/category-store.ts';
import { holdTree, lockTree } from '../category/tree-lock-store.ts';
import { distinctSlugOfName, slugOfName } from '../product/slug.ts';
import { type CategoryNode, findCategoriesNamed } from '../product-import/category-node-store.ts';
import { type CategoryPath, pathKey } from '../product-import/category-path.ts';
import { Overtaken } from './overtaken.ts';

/**
 * The categories at the ends of these paths, by pathKey; those that are missing are made. Until the commit the tree
 * stays as it is: call it before anything else is locked.
 */
export const settleCategories = async (
  tx: Queryable,
  paths: readonly CategoryPath[],
  newId: () => string,
): Promise<ReadonlyMap<string, string>> => {
  const wanted = [...new Map(paths.map((path) => [pathKey(path), path])).values()];
  const names = [...new Set(wanted.flat())];
  const before = names.length === 0 ? [] : await findCategoriesNamed(tx, names);
  const missing = wanted.filter((path) => walk(before, path) === null);
  if (missing.length === 0) await holdTree(tx);
  else await lockTree(tx);

  const tree = names.length === 0 ? [] : await findCategoriesNamed(tx, names);
  const settled = new Map<string, string>();
  for (const path of wanted) {
    const found = walk(tree, path);
    if (found === null && missing.length === 0) throw new Overtaken('a category is gone');
    settled.set(pathKey(path), found ?? (await makePath(tx, tree, path, newId)));
  }
  return settled;
};

const walk = (tree: readonly CategoryNode[], path: CategoryPath): string | null => {
  let here: CategoryNode | undefined;
  for (const name of path) {
    const above = here?.categoryId ?? null;
    here = tree.find((node) => node.parentId === above && node.name === name);
    if (here === undefined) return null;
  }
  return here?.categoryId ?? null;
};

/** Adds to `tree` what it makes. */
const makePath = async (
  tx: Queryable,
  tree: CategoryNode[],
  path: CategoryPath,
  newId: () => string,
): Promise<string> => {
  let parentId: string | null = null;
  for (const [depth, name] of path.entries()) {
    const above: string | null = parentId;
    let node: CategoryNode | undefined = tree.find((one) => one.parentId === above && one.name === name);
    if (node === undefined) {
      node = { categoryId: newId(), parentId: above, name };
      await insertUnderFreeSlug(tx, node, path.slice(0, depth + 1));
      tree.push(node);
    }
    parentId = node.categoryId;
  }
  if (parentId === null) throw new Error('a category has no name');
  return parentId;
};

/** `lamps`, or with what stands above it `home-lamps`, or else with a part of its id. */
const insertUnderFreeSlug = async (tx: Queryable, node: CategoryNode, path: CategoryPath): Promise<void> => {
  const long = slugOfName(path.join(' '), 'category');
  const slugs = [slugOfName(node.name, 'category'), long, distinctSlugOfName(long, node.categoryId)];
  for (const slug of slugs) {
    if (await insertCategory(tx, { ...node, slug, position: 0 })) return;
  }
  throw new Overtaken('no slug is free for a category');
};
