import type { Database, Queryable } from '@fondaco/chassis/postgres';
import { beginningOf, type Position, type Sort } from './listing/cursor.ts';
import { filteredWalk } from './listing/filtered-walk-store.ts';
import { type Condition, conditionsOf, type Filters, PLACE, PRICE, STOCK } from './listing/filters.ts';
import { avoidScans, COUNTED, type Probe, type Probed, probe } from './listing/probe-store.ts';

export type Asked = {
  readonly filters: Filters;
  readonly sort: Sort;
  /** Null for the first page. */
  readonly after: Position | null;
  readonly limit: number;
};

/** `sort` is the order that the page is in, which its cursor has to name. */
export type Page = { readonly sort: Sort; readonly positions: readonly Position[] };

type Values = Pick<Probed, 'categories' | 'price' | 'inStock' | 'properties'>;
export type Counted = Page & Values & { readonly total: { readonly count: number; readonly more: boolean } };

const begun = ({ sort, after, limit }: Asked) => ({ sort, after: after ?? beginningOf(sort), limit });

/** A page of what passes the filters. */
export const findListings = (db: Database, asked: Asked): Promise<Page> =>
  db.transaction(async (tx) => {
    await avoidScans(tx);
    const { words } = asked.filters;
    const applied = conditionsOf(asked.filters);
    // Most of a shop is in stock, and no index knows it.
    if (words === null && applied.every(({ name }) => name === STOCK)) return walkOn(tx, asked, applied);
    const found = await probe(tx, {
      words,
      dense: false,
      applied,
      missable: [],
      page: begun(asked),
      counted: null,
    });
    return found.seen <= COUNTED ? { sort: asked.sort, positions: found.page } : walkOn(tx, asked, applied);
  });

/**
 * A page of what passes the filters, how many there are, and how many for each value. What the words alone find is
 * looked at once for all of it, if it isn't too much; otherwise once with all filters and once without each of them.
 */
export const findAndCount = (db: Database, asked: Asked): Promise<Counted> =>
  db.transaction(async (tx) => {
    await avoidScans(tx);
    const { words, dense, place } = asked.filters;
    const conditions = conditionsOf(asked.filters);
    const common = { words, counted: { path: place?.above ?? [] } };
    const page = begun(asked);

    const wide = await probe(tx, { ...common, dense, applied: [], missable: conditions, page });
    if (wide.seen <= COUNTED) return exact(asked, wide);
    const narrow =
      conditions.length === 0
        ? wide
        : await probe(tx, { ...common, dense: false, applied: conditions, missable: [], page });
    const values = await countWithout(tx, conditions, narrow, common);
    if (narrow.seen <= COUNTED) return { ...exact(asked, narrow), ...values };
    return { ...(await walkOn(tx, asked, conditions)), ...values, total: { count: COUNTED, more: true } };
  });

const exact = (asked: Asked, probed: Probed): Counted => ({
  ...valuesOf(probed),
  sort: asked.sort,
  positions: probed.page,
  total: { count: probed.total, more: false },
});

const valuesOf = ({ categories, price, inStock, properties }: Probed): Values => ({
  categories,
  price,
  inStock,
  properties,
});

/** Past so many matches there is no telling which is the most relevant: the newest are shown. */
const walkOn = async (db: Queryable, asked: Asked, applied: readonly Condition[]): Promise<Page> => {
  const { filters, limit } = asked;
  const sort = asked.sort === 'relevance' ? 'newest' : asked.sort;
  const after = asked.sort === sort && asked.after !== null ? asked.after : beginningOf(sort);
  return { sort, positions: await filteredWalk(db, { words: filters.words, applied, sort, after, limit }) };
};

/** The counts of each filter's own values, with this one left out. */
const countWithout = async (
  db: Queryable,
  conditions: readonly Condition[],
  narrow: Probed,
  asked: Pick<Probe, 'words' | 'counted'>,
): Promise<Values> => {
  let values = valuesOf(narrow);
  for (const left of conditions) {
    const applied = conditions.filter((condition) => condition !== left);
    values = withOwn(
      left,
      values,
      await probe(db, { ...asked, page: null, dense: false, applied, missable: [left] }),
    );
  }
  return values;
};

const withOwn = ({ name, facet }: Condition, values: Values, own: Values): Values => {
  if (name === PLACE) return { ...values, categories: own.categories };
  if (name === PRICE) return { ...values, price: own.price };
  if (name === STOCK) return { ...values, inStock: own.inStock };
  const isOwn = (property: { readonly facet: string }) => property.facet.startsWith(`${facet}=`);
  return {
    ...values,
    properties: [
      ...values.properties.filter((property) => !isOwn(property)),
      ...own.properties.filter(isOwn),
    ],
  };
};
