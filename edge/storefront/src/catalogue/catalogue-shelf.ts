import type { CatalogueItem } from '@fondaco/contracts/http/storefront-bff';

/** As much of the catalogue as was unrolled, and where it goes on. */
export type Shelf = { readonly items: readonly CatalogueItem[]; readonly nextCursor: string | null };

const KEPT_MS = 5 * 60_000;
let kept: { readonly shelf: Shelf; readonly at: number } | null = null;

/** So that coming back from a product finds the same place, not the first page again. */
export const keepShelf = (shelf: Shelf, now: number) => {
  kept = { shelf, at: now };
};

/** Prices and stock go stale: an old shelf is none. */
export const keptShelf = (now: number): Shelf | null =>
  kept !== null && now - kept.at < KEPT_MS ? kept.shelf : null;

/** Pages may overlap when a product came in between: the first sight of a product stands. */
export const withPage = (shelf: Shelf, page: Shelf): Shelf => {
  const seen = new Set(shelf.items.map((item) => item.slug));
  return {
    items: [...shelf.items, ...page.items.filter((item) => !seen.has(item.slug))],
    nextCursor: page.nextCursor,
  };
};
