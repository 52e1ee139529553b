import { firstId, type Key, sortOrders, type WalkSort } from './sort.ts';

/** Pages of searches may be in the order of relevance, whose key is how relevant a listing is. */
export type Sort = WalkSort | 'relevance';

/** A place in a listing: the product after which the next page begins, by its id and what it is sorted by. */
export type Position = { readonly key: Key; readonly productId: string };

/** Before every product. */
export const beginningOf = (sort: Sort): Position =>
  sort === 'relevance'
    ? { key: Number.MAX_SAFE_INTEGER, productId: firstId(sortOrders['-price']) }
    : { key: sortOrders[sort].beginning, productId: firstId(sortOrders[sort]) };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const encodeCursor = (sort: Sort, { key, productId }: Position): string =>
  Buffer.from(JSON.stringify([sort, key, productId])).toString('base64url');

export type Continued = { readonly sort: Sort; readonly position: Position };

/** Null for what no listing in one of these orders answered. */
export const decodeCursor = (sorts: readonly Sort[], cursor: string): Continued | null => {
  for (const sort of sorts) {
    const position = positionIn(sort, cursor);
    // Decoding overlooks what is not base64url; encoding again finds it.
    if (position !== null && encodeCursor(sort, position) === cursor) return { sort, position };
  }
  return null;
};

const positionIn = (sort: Sort, cursor: string): Position | null => {
  try {
    const read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    const [of, key, productId] = read;
    if (of !== sort || !isKey(sort, key)) return null;
    return typeof productId === 'string' && UUID.test(productId) ? { key, productId } : null;
  } catch {
    return null;
  }
};

const isKey = (sort: Sort, key: unknown): key is Key => {
  if (sort === 'name') return typeof key === 'string' && key.length <= 120 && !/\p{Control}/u.test(key);
  return typeof key === 'number' && Number.isSafeInteger(key) && key >= 0;
};
