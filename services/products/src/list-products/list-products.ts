import type { Database } from '@fondaco/chassis/postgres';
import { Problem } from '@fondaco/chassis/service';
import type { ListQuery, ProductPage } from '@fondaco/contracts/http/products';
import type { Static } from 'typebox';
import { findListings } from '../find-listings.ts';
import { findPlace } from '../listing/category-store.ts';
import { beginningOf, encodeCursor, type Position } from '../listing/cursor.ts';
import { conditionsOf, filtersOf } from '../listing/filters.ts';
import type { WalkSort } from '../listing/sort.ts';
import { walk } from '../listing/walk-store.ts';
import { findSummaries } from '../product/product-view-store.ts';
import { readCursor } from '../read-cursor.ts';

const DEFAULT_LIMIT = 24;

type Query = Static<typeof ListQuery>;
type Answer = Static<typeof ProductPage>;
type Begun = { readonly sort: WalkSort; readonly after: Position | null; readonly limit: number };

/** Throws Problem 400 `products/invalid-cursor`, 404 `products/no-such-category`. */
export const listProducts =
  ({ db }: { readonly db: Database }) =>
  async (query: Query): Promise<Answer> => {
    const { sort = 'name', cursor, limit = DEFAULT_LIMIT } = query;
    if (sort === 'relevance') throw notSearched();
    const after = cursor === undefined ? null : readCursor([sort], cursor).position;
    const filtered = conditionsOf(filtersOf(query, { words: null, place: null })).length > 0;
    const begun = { sort, after, limit };
    return filtered ? filteredPage(db, query, begun) : plainPage(db, query, begun);
  };

const plainPage = async (db: Database, { category }: Query, begun: Begun): Promise<Answer> => {
  const { sort, after, limit } = begun;
  const found = await walk(db, {
    sort,
    category: category ?? null,
    after: after ?? beginningOf(sort),
    // One more than asked for tells whether there is a next page.
    limit: limit + 1,
  });
  // The answer of a walk that finds nothing is the same whether there is no product or no category.
  if (found.length === 0 && category !== undefined) await placeOf(db, category);
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ summary }) => summary),
    nextCursor: last === undefined ? null : encodeCursor(sort, last.position),
  };
};

const filteredPage = async (db: Database, query: Query, { sort, after, limit }: Begun): Promise<Answer> => {
  const place = query.category === undefined ? null : await placeOf(db, query.category);
  const filters = filtersOf(query, { words: null, place });
  const { positions } = await findListings(db, { filters, sort, after, limit: limit + 1 });
  const shown = positions.slice(0, limit);
  const last = positions.length > limit ? shown.at(-1) : undefined;
  return {
    items: await findSummaries(
      db,
      shown.map(({ productId }) => productId),
    ),
    nextCursor: last === undefined ? null : encodeCursor(sort, last),
  };
};

const placeOf = async (db: Database, category: string) => {
  const place = await findPlace(db, category);
  if (place !== null) return place;
  throw new Problem({
    status: 404,
    code: 'products/no-such-category',
    title: 'There is no such category',
    detail: 'Look it up in the tree of categories: it may have another slug now.',
  });
};

const notSearched = (): Problem =>
  new Problem({
    status: 400,
    code: 'products/no-relevance',
    title: 'Only what is searched for is relevant',
    detail: 'Sort a listing by name, price, -price or newest, or search with `q`.',
  });
