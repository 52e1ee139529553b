import type { CategoriesView } from '@fondaco/contracts/http/storefront-bff';

/** Parents before their children, siblings in their order. */
export type Categories = CategoriesView['categories'];
export type Category = Categories[number];

export const categoryOf = (categories: Categories, slug: string): Category | null =>
  categories.find((category) => category.slug === slug) ?? null;

/** What stands directly below; of null the topmost. */
export const below = (categories: Categories, parent: string | null): Categories =>
  categories.filter((category) => category.parent === parent);

/** From the topmost down to the one above it. */
export const above = (categories: Categories, slug: string): Categories => {
  const parent = categoryOf(categories, categoryOf(categories, slug)?.parent ?? '');
  return parent === null ? [] : [...above(categories, parent.slug), parent];
};

/** Some of the categories, each below the nearest of them that it stands within, otherwise in the order they came in. */
export const nested = <Entry extends { readonly slug: string }>(
  entries: readonly Entry[],
  categories: Categories,
): { readonly entry: Entry; readonly depth: number }[] => {
  const within = new Map(
    entries.map(({ slug }) => [
      slug,
      above(categories, slug).findLast((category) => entries.some((entry) => entry.slug === category.slug))
        ?.slug,
    ]),
  );
  const branch = (parent: string | undefined, depth: number): { entry: Entry; depth: number }[] =>
    entries
      .filter(({ slug }) => within.get(slug) === parent)
      .flatMap((entry) => [{ entry, depth }, ...branch(entry.slug, depth + 1)]);
  return branch(undefined, 0);
};
