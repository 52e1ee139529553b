import type { Database, Queryable } from '@fondaco/chassis/postgres';
import { beginningOf, type Position, type Sort } from './listing/cursor.ts';
import { filteredWalk } from './listing/filtered-walk-store.ts';
import {
  type Condition,
  conditionsOf,
  type Filters,
  PLACE,
  PRICE,
  STOCK,
  type Words,
} from './listing/filters.ts';
import { avoidScans, COUNTED, type Probed, probe } from './listing/probe-store.ts';

export type Asked<Searched extends Words | null = Words | null> = {
  readonly filters: Filters & { readonly words: Searched };
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
      words: words?.query ?? null,
      dense: false,
      applied,
      missable: [],
      page: begun(asked),
      looked: COUNTED + 1,
      sampled: SAMPLED,
      counted: null,
    });
    return found.seen <= COUNTED ? { sort: asked.sort, positions: found.page } : walkOn(tx, asked, applied);
  });

/**
 * A page of what passes the filters, how many there are, and how many for each value. What the words alone find is
 * looked at once for all of it, if it isn't too much.
 */
export const findAndCount = (db: Database, asked: Asked<Words>): Promise<Counted> =>
  db.transaction(async (tx) => {
    await avoidScans(tx);
    const { words, place } = asked.filters;
    const conditions = conditionsOf(asked.filters);
    if (words.likely >= MANY && conditions.length > 0) return findAmongMany(tx, asked, null);
    const looked = lookedAt(COUNTED + 1, conditions);
    const all = await probe(tx, {
      words: words.query,
      dense: isDense(words.likely, looked),
      applied: [],
      missable: conditions,
      page: begun(asked),
      looked,
      sampled: lookedAt(SAMPLED, conditions),
      counted: { path: place?.above ?? [], only: null },
    });
    return all.seen < looked || conditions.length === 0
      ? answer(tx, asked, all, valuesOf(all))
      : findAmongMany(tx, asked, all);
  });

/** In so many the values of more than COUNTED are counted: those that a sidebar has room for are among them. */
const SAMPLED = 1_500;

/** Where so many are likely, there are more than COUNTED. */
const MANY = 2 * COUNTED;

/** Whether the first few pieces of the index have enough: each costs as much as a twentieth of asking for all at once. */
const isDense = (likely: number, looked: number): boolean => likely >= 4 * looked;

/**
 * The values of each filter that the index knows are counted among what passes all others. Of what passes the former
 * so many are looked at that they mostly tell all the rest; what they don't tell is asked for by itself. `all` is what
 * the words alone find, if that was looked at.
 */
const findAmongMany = async (db: Queryable, asked: Asked<Words>, all: Probed | null): Promise<Counted> => {
  const { words, place } = asked.filters;
  const path = place?.above ?? [];
  const conditions = conditionsOf(asked.filters);
  const [indexed, others] = [
    conditions.filter((one) => one.indexed),
    conditions.filter((one) => !one.indexed),
  ];
  const page = begun(asked);
  const looking = { words: words.query, page: null, sampled: SAMPLED };

  /** Counts the values of one filter among what passes all others. */
  const probeOwn = async (left: Condition, likely: number): Promise<Own> => {
    const probed = await probe(db, {
      ...looking,
      dense: isDense(likely, COUNTED + 1),
      applied: conditions.filter((condition) => condition !== left),
      missable: [left],
      looked: COUNTED + 1,
      counted: { path, only: left },
    });
    return { probed, passing: probed.total / Math.max(probed.seen, 1) };
  };
  /** The same, in a sample: null when there may be few enough for exact counts. */
  const sampleOwn = async (left: Condition): Promise<Own | null> => {
    const looked = lookedAt(SAMPLED, others);
    const probed = await probe(db, {
      ...looking,
      dense: isDense(words.likely, looked),
      applied: [],
      missable: [...others, left],
      looked,
      sampled: looked,
      counted: { path, only: left },
    });
    const without = probed.without.at(-1) ?? 0;
    const many = (words.likely * without) / Math.max(probed.seen, 1) >= MANY;
    return many || probed.seen < looked ? { probed, passing: probed.total / Math.max(without, 1) } : null;
  };

  const own = new Map<Condition, Probed>();
  let likely = words.likely;
  for (const left of indexed) {
    if (all !== null && (all.without[conditions.indexOf(left)] ?? 0) > COUNTED) {
      own.set(left, all);
      continue;
    }
    const sampled = indexed.length === 1 && words.likely >= MANY ? await sampleOwn(left) : null;
    const { probed, passing } = sampled ?? (await probeOwn(left, indexed.length === 1 ? words.likely : 0));
    own.set(left, probed);
    likely *= passing;
  }
  const looked = lookedAt(COUNTED + 1, others);
  const some =
    all !== null && indexed.length === 0
      ? all
      : await probe(db, {
          words: words.query,
          dense: isDense(likely, looked),
          applied: indexed,
          missable: others,
          page,
          looked,
          sampled: lookedAt(SAMPLED, others),
          counted: { path, only: null },
        });
  const isKnown = (count: number): boolean => some.seen < looked || count > COUNTED;
  const narrow = isKnown(some.total)
    ? some
    : await probe(db, {
        ...looking,
        dense: false,
        applied: conditions,
        missable: [],
        page,
        looked: COUNTED + 1,
        counted: { path, only: null },
      });
  for (const [bit, left] of others.entries())
    own.set(left, isKnown(some.without[bit] ?? 0) ? some : (await probeOwn(left, 0)).probed);

  let values = valuesOf(narrow);
  for (const [left, probed] of own) values = withOwn(left, values, probed);
  return answer(db, asked, narrow, values);
};

/** `probed` tells whether more than COUNTED pass, and if not, it is all of them. */
const answer = async (db: Queryable, asked: Asked, probed: Probed, values: Values): Promise<Counted> =>
  probed.total <= COUNTED
    ? {
        ...values,
        sort: asked.sort,
        positions: probed.page,
        total: { count: probed.total, more: false },
      }
    : {
        ...values,
        ...(await walkOn(db, asked, conditionsOf(asked.filters))),
        total: { count: COUNTED, more: true },
      };

/** What was counted among all that passes but for one filter, and the part of it that passes this one too. */
type Own = { readonly probed: Probed; readonly passing: number };

/** How many have to be looked at so that `wanted` pass, as shops mostly are: most is in stock. */
const lookedAt = (wanted: number, missable: readonly Condition[]): number =>
  missable.reduce(
    (looked, { name }) => Math.ceil(looked * (name === STOCK ? 1.25 : name === PRICE ? 1.6 : 1)),
    wanted,
  );

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
  return {
    sort,
    positions: await filteredWalk(db, { words: filters.words?.query ?? null, applied, sort, after, limit }),
  };
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
