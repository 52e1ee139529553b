import type { Database } from '@fondaco/chassis/postgres';
import type { Facets, SearchPage, SearchQuery } from '@fondaco/contracts/http/products';
import type { Static } from 'typebox';
import { type Counted, findAndCount } from '../find-listings.ts';
import { findPlace } from '../listing/category-store.ts';
import { encodeCursor, type Sort } from '../listing/cursor.ts';
import { filtersOf } from '../listing/filters.ts';
import { findSummaries } from '../product/product-view-store.ts';
import { readQuestion } from '../question.ts';
import { readCursor } from '../read-cursor.ts';

const DEFAULT_LIMIT = 24;

type Answer = Static<typeof SearchPage>;

const NOTHING: Answer = {
  items: [],
  nextCursor: null,
  total: { count: 0, more: false },
  facets: { categories: [], price: null, inStock: 0, properties: [] },
  corrected: null,
};

/** Throws Problem 400 `products/invalid-cursor`. A category that there isn't has nothing in it. */
export const searchProducts =
  ({ db }: { readonly db: Database }) =>
  async (query: Static<typeof SearchQuery>): Promise<Answer> => {
    const { sort = 'relevance', cursor, limit = DEFAULT_LIMIT } = query;
    // Too many for relevance are shown in the order of newest, and so are the pages that follow.
    const continued = cursor === undefined ? null : readCursor(cursorSorts(sort), cursor);
    const { words, corrected } = await readQuestion(db, query.q);
    if (words === null) return NOTHING;
    const place = query.category === undefined ? null : await findPlace(db, query.category);
    if (query.category !== undefined && place === null) return { ...NOTHING, corrected };

    const found = await findAndCount(db, {
      filters: { ...filtersOf(query, { words, place }), words },
      sort: continued?.sort ?? sort,
      after: continued?.position ?? null,
      // One more than asked for tells whether there is a next page.
      limit: limit + 1,
    });
    const shown = found.positions.slice(0, limit);
    const last = found.positions.length > limit ? shown.at(-1) : undefined;
    return {
      items: await findSummaries(
        db,
        shown.map(({ productId }) => productId),
      ),
      nextCursor: last === undefined ? null : encodeCursor(found.sort, last),
      total: found.total,
      facets: facetsOf(found),
      corrected,
    };
  };

const cursorSorts = (sort: Sort): readonly Sort[] =>
  sort === 'relevance' ? ['relevance', 'newest'] : [sort];

const facetsOf = ({ categories, price, inStock, properties }: Counted): Facets => {
  const byName = new Map<string, { value: string; count: number }[]>();
  for (const { facet, count } of properties) {
    const split = facet.indexOf('=');
    const name = facet.slice(0, split);
    byName.set(name, [...(byName.get(name) ?? []), { value: facet.slice(split + 1), count }]);
  }
  return {
    categories,
    price:
      price === null
        ? null
        : {
            from: { amountMinor: price.from, currency: price.currency },
            to: { amountMinor: price.to, currency: price.currency },
          },
    inStock,
    properties: [...byName].map(([name, values]) => ({ name, values })),
  };
};
