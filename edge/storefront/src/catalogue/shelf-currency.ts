import type { CataloguePage, SearchView } from '@fondaco/contracts/http/storefront-bff';

/** What prices are filtered in: that of what stands on the shelf, which has one. */
export const currencyOf = (shelf: CataloguePage | SearchView | null): string => {
  const range = shelf !== null && 'facets' in shelf ? shelf.facets.price : null;
  return range?.from.currency ?? shelf?.items[0]?.price.currency ?? 'GBP';
};
