import type { Database, Queryable } from '@fondaco/chassis/postgres';
import { beginningOf, type Position, type Sort } from './listing/cursor.ts';
import { filteredWalk } from './listing/filtered-walk-store.ts';
import { type Condition, conditionsOf, STOCK, type Words } from './listing/filters.ts';
import { COUNTED, probe } from './listing/probe-store.ts';
import { lookAmongMany } from './look-among-many.ts';
import {
  type Asked,
  begun,
  isDense,
  lookedAt,
  looking,
  MANY,
  SAMPLED,
  type Values,
  valuesOf,
} from './looking.ts';

/** `sort` is the order that the page is in, which its cursor has to name. */
export type Page = { readonly sort: Sort; readonly positions: readonly Position[] };

export type Counted = Page & Values & { readonly total: { readonly count: number; readonly more: boolean } };

/** A page of what passes the filters. */
export const findListings = (db: Database, asked: Asked): Promise<Page> =>
  looking(db, async (tx) => {
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
export const findAndCount = async (db: Database, asked: Asked<Words>): Promise<Counted> => {
  const { probed, values } = await look(db, asked);
  if (probed.total <= COUNTED)
    return {
      ...values,
      sort: asked.sort,
      positions: probed.page,
      total: { count: probed.total, more: false },
    };
  const page = await looking(db, (tx) => walkOn(tx, asked, conditionsOf(asked.filters)));
  return { ...values, ...page, total: { count: COUNTED, more: true } };
};

/** `probed` tells whether more than COUNTED pass, and if not, it is all of them. */
const look = async (db: Database, asked: Asked<Words>) => {
  const { words, place } = asked.filters;
  const conditions = conditionsOf(asked.filters);
  if (words.likely >= MANY && conditions.length > 0) return lookAmongMany(db, asked, null);
  const looked = lookedAt(COUNTED + 1, conditions);
  const all = await looking(db, (tx) =>
    probe(tx, {
      words: words.query,
      dense: isDense(words.likely, looked),
      applied: [],
      missable: conditions,
      page: begun(asked),
      looked,
      sampled: lookedAt(SAMPLED, conditions),
      counted: { path: place?.above ?? [], only: null },
    }),
  );
  return all.seen < looked || conditions.length === 0
    ? { probed: all, values: valuesOf(all) }
    : lookAmongMany(db, asked, all);
};

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
