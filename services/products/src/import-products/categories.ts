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
  const before = treeOf(names.length === 0 ? [] : await findCategoriesNamed(tx, names));
  const missing = wanted.filter((path) => before.find(path) === null);
  if (missing.length === 0) await holdTree(tx);
  else await lockTree(tx);

  const tree = treeOf(names.length === 0 ? [] : await findCategoriesNamed(tx, names));
  const settled = new Map<string, string>();
  for (const path of wanted) {
    const found = tree.find(path);
    if (found === null && missing.length === 0) throw new Overtaken('a category is gone');
    settled.set(pathKey(path), found ?? (await makePath(tx, tree, path, newId)));
  }
  return settled;
};

type Tree = ReturnType<typeof treeOf>;

/** Finds nodes by where they stand; of siblings with one name the first. */
const treeOf = (nodes: readonly CategoryNode[]) => {
  const places = new Map<string, CategoryNode>();
  const placeOf = (parentId: string | null, name: string) => `${parentId} ${name}`;
  const child = (parentId: string | null, name: string) => places.get(placeOf(parentId, name));
  const add = (node: CategoryNode): void => {
    const place = placeOf(node.parentId, node.name);
    if (!places.has(place)) places.set(place, node);
  };
  for (const node of nodes) add(node);
  return {
    child,
    add,
    /** The id of what is at the end of the path. */
    find: (path: CategoryPath): string | null => {
      let here: CategoryNode | undefined;
      for (const name of path) {
        here = child(here?.categoryId ?? null, name);
        if (here === undefined) return null;
      }
      return here?.categoryId ?? null;
    },
  };
};

/** Adds to `tree` what it makes. */
const makePath = async (
  tx: Queryable,
  tree: Tree,
  path: CategoryPath,
  newId: () => string,
): Promise<string> => {
  let parentId: string | null = null;
  for (const [depth, name] of path.entries()) {
    let node: CategoryNode | undefined = tree.child(parentId, name);
    if (node === undefined) {
      node = { categoryId: newId(), parentId, name };
      await insertUnderFreeSlug(tx, node, path.slice(0, depth + 1));
      tree.add(node);
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
