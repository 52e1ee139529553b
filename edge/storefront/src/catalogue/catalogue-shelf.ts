import type { CataloguePage } from '@fondaco/contracts/http/storefront-bff';

const KEPT_MS = 5 * 60_000;
const KEPT_SHELVES = 12;

export type Shelves = ReturnType<typeof createShelves>;

/**
 * As much of each shelf as was unrolled, so that coming back from a product finds the same place, not the first page
 * again. Prices and stock go stale: an old shelf is none.
 */
export const createShelves = () => {
  const kept = new Map<string, { readonly shelf: CataloguePage; readonly at: number }>();
  return {
    keep: (key: string, shelf: CataloguePage, now: number): void => {
      kept.delete(key);
      kept.set(key, { shelf, at: now });
      const [oldest] = kept.keys();
      if (kept.size > KEPT_SHELVES && oldest !== undefined) kept.delete(oldest);
    },
    /** What was kept under the key, in the shape it had then. */
    find: <Shelf extends CataloguePage>(key: string, now: number): Shelf | null => {
      const found = kept.get(key);
      return found !== undefined && now - found.at < KEPT_MS ? (found.shelf as Shelf) : null;
    },
  };
};

/** Pages may overlap when a product came in between: the first sight of a product stands. */
export const withPage = <Shelf extends CataloguePage>(shelf: Shelf, page: CataloguePage): Shelf => {
  const seen = new Set(shelf.items.map((item) => item.slug));
  return {
    ...shelf,
    items: [...shelf.items, ...page.items.filter((item) => !seen.has(item.slug))],
    nextCursor: page.nextCursor,
  };
};
