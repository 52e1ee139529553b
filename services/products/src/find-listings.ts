import type { Database, Queryable } from '@fondaco/chassis/postgres';
import { beginningOf, type Position, type Sort } from './listing/cursor.ts';
import { filteredWalk } from './listing/filtered-walk-store.ts';
import { type Condition, conditionsOf, type Filters, PLACE, PRICE, STOCK } from './listing/filters.ts';
import { avoidScans, COUNTED, type Probed, probe } from './listing/probe-store.ts';

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
      looked: COUNTED + 1,
      counted: null,
    });
    return found.seen <= COUNTED ? { sort: asked.sort, positions: found.page } : walkOn(tx, asked, applied);
  });

/**
 * A page of what passes the filters, how many there are, and how many for each value. What the words alone find is
 * looked at once for all of it, if it isn't too much.
 */
export const findAndCount = (db: Database, asked: Asked): Promise<Counted> =>
  db.transaction(async (tx) => {
    await avoidScans(tx);
    const { words, share, place } = asked.filters;
    const conditions = conditionsOf(asked.filters);
    const counted = { path: place?.above ?? [], only: null };
    if (share >= DENSE && conditions.length > 0) return findAmongMany(tx, asked);
    const all = await probe(tx, {
      words,
      dense: share >= DENSE,
      applied: [],
      missable: conditions,
      page: begun(asked),
      looked: COUNTED + 1,
      counted,
    });
    if (all.seen <= COUNTED) return exact(asked, all);
    if (conditions.length > 0) return findAmongMany(tx, asked);
    return { ...(await walkOn(tx, asked, [])), ...valuesOf(all), total: { count: COUNTED, more: true } };
  });

/** Of every 10,000 listings: where matches are likely to be far more than anybody counts. */
const DENSE = 200;

/**
 * The values of each filter that the index knows are counted among what passes all others. Of what passes the former
 * so many are looked at that they mostly tell all the rest; what they don't tell is asked for by itself.
 */
const findAmongMany = async (db: Queryable, asked: Asked): Promise<Counted> => {
  const { words, share, place } = asked.filters;
  const path = place?.above ?? [];
  const conditions = conditionsOf(asked.filters);
  const [indexed, others] = [
    conditions.filter((one) => one.indexed),
    conditions.filter((one) => !one.indexed),
  ];
  const page = begun(asked);
  /** Counts the values of one filter among what passes all others. */
  const probeOwn = (left: Condition, dense: boolean): Promise<Probed> =>
    probe(db, {
      words,
      dense,
      applied: conditions.filter((condition) => condition !== left),
      missable: [left],
      page: null,
      looked: COUNTED + 1,
      counted: { path, only: left },
    });

  const own = new Map<Condition, Probed>();
  for (const left of indexed) own.set(left, await probeOwn(left, share >= DENSE && indexed.length === 1));
  const passing = [...own.values()].reduce(
    (some, { total, seen }) => (some * total) / Math.max(seen, 1),
    share,
  );
  const looked = lookedAt(others);
  const some = await probe(db, {
    words,
    dense: passing >= DENSE,
    applied: indexed,
    missable: others,
    page,
    looked,
    counted: { path, only: null },
  });
  const isKnown = (count: number): boolean => some.seen < looked || count > COUNTED;
  const narrow = isKnown(some.total)
    ? some
    : await probe(db, {
        words,
        dense: false,
        applied: conditions,
        missable: [],
        page,
        looked: COUNTED + 1,
        counted: { path, only: null },
      });
  for (const [bit, left] of others.entries())
    own.set(left, isKnown(some.without[bit] ?? 0) ? some : await probeOwn(left, false));

  let values = valuesOf(narrow);
  for (const [left, probed] of own) values = withOwn(left, values, probed);
  return narrow.total <= COUNTED
    ? { ...exact(asked, narrow), ...values }
    : { ...(await walkOn(db, asked, conditions)), ...values, total: { count: COUNTED, more: true } };
};

/** How many more have to be looked at so that COUNTED pass, as shops mostly are: most is in stock. */
const lookedAt = (missable: readonly Condition[]): number =>
  missable.reduce(
    (looked, { name }) => Math.ceil(looked * (name === STOCK ? 1.25 : name === PRICE ? 1.6 : 1)),
    COUNTED + 1,
  );

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
