import type { Database, Queryable } from '@fondaco/chassis/postgres';
import { beginningOf, type Position, type Sort } from './listing/cursor.ts';
import { type Condition, type Filters, PRICE, STOCK, type Words } from './listing/filters.ts';
import { avoidScans, COUNTED, type Probed } from './listing/probe-store.ts';

export type Asked<Searched extends Words | null = Words | null> = {
  readonly filters: Filters & { readonly words: Searched };
  readonly sort: Sort;
  /** Null for the first page. */
  readonly after: Position | null;
  readonly limit: number;
};

export const begun = ({ sort, after, limit }: Asked) => ({ sort, after: after ?? beginningOf(sort), limit });

export type Values = Pick<Probed, 'categories' | 'price' | 'inStock' | 'properties'>;

export const valuesOf = ({ categories, price, inStock, properties }: Probed): Values => ({
  categories,
  price,
  inStock,
  properties,
});

/** In so many the values of more than COUNTED are counted: those that a sidebar has room for are among them. */
export const SAMPLED = 1_500;

/** Where so many are likely, there are more than COUNTED. */
export const MANY = 2 * COUNTED;

/** Whether the first few pieces of the index have enough: each costs as much as a twentieth of asking for all at once. */
export const isDense = (likely: number, looked: number): boolean => likely >= 4 * looked;

/** How many have to be looked at so that `wanted` pass, as shops mostly are: most is in stock. */
export const lookedAt = (wanted: number, missable: readonly Condition[]): number =>
  missable.reduce(
    (looked, { name }) => Math.ceil(looked * (name === STOCK ? 1.25 : name === PRICE ? 1.6 : 1)),
    wanted,
  );

/** Statements that look at many listings, in a transaction that has them planned as they must be. */
export const looking = <T>(db: Database, look: (tx: Queryable) => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    await avoidScans(tx);
    return look(tx);
  });
