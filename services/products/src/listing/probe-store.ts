import type { Queryable, Statement } from '@fondaco/chassis/postgres';
import type { Position, Sort } from './cursor.ts';
import { type Condition, PLACE, PRICE, STOCK } from './filters.ts';
import { sortOrders } from './sort.ts';

/** Past so many, matches are no longer counted but only known to be more. */
export const COUNTED = 10_000;

export type Probe = {
  /** A tsquery; null for all. */
  readonly words: string | null;
  /** Whether so many match that the index is asked piece by piece, until there are enough, and not for all at once. */
  readonly dense: boolean;
  /** What every listing that is looked at must be like. */
  readonly applied: readonly Condition[];
  /** What a listing of the page must be like too, but is left out in turn when its own values are counted. */
  readonly missable: readonly Condition[];
  readonly page: { readonly sort: Sort; readonly after: Position; readonly limit: number } | null;
  /** So many are looked at, at most. */
  readonly looked: number;
  /**
   * Attributes and options are counted in so many of these when there may be more than were looked at, or more than
   * COUNTED pass.
   */
  readonly sampled: number;
  /**
   * Whether values are to be counted: all of them, or those of one filter only. `path` is the category that was asked
   * for and those above it.
   */
  readonly counted: { readonly path: readonly string[]; readonly only: Condition | null } | null;
};

export type Probed = {
  /** How many were looked at: when as many as there might be, there may be more, and nothing said of them is all. */
  readonly seen: number;
  /** How many of these pass all filters, and how many but for the filter of that place in `missable`. */
  readonly total: number;
  readonly without: readonly number[];
  readonly page: readonly Position[];
  readonly categories: { slug: string; name: string; count: number }[];
  readonly price: { readonly from: number; readonly to: number; readonly currency: string } | null;
  readonly inStock: number;
  readonly properties: { readonly facet: string; readonly count: number }[];
};

/** Looks at what matches, as far as it may, and says all that is asked of it in one statement. */
export const probe = async (db: Queryable, asked: Probe): Promise<Probed> => {
  const { rows } = await db.query<Probed>(probeStatement(asked));
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate without a row');
  return row;
};

/**
 * For the rest of the transaction: what the planner cannot know of these statements. It would read the whole table
 * where it expects to meet COUNTED matches before its end, and words don't stand where it expects them. Pages are in
 * memory: as dear as the planner takes them for, it would have the index list half of all prices (69 ms) to be spared
 * some of them.
 */
export const avoidScans = async (tx: Queryable): Promise<void> => {
  await tx.query({
    name: 'avoid-scans',
    text: `
      SELECT set_config('enable_seqscan', 'off', true), set_config('work_mem', '16MB', true),
        set_config('random_page_cost', '0.1', true), set_config('seq_page_cost', '0.1', true)`,
  });
};

export const probeStatement = (asked: Probe): Statement => {
  const { words, dense, applied, missable, page, counted, looked, sampled } = asked;
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;

  const query = words === null ? null : `${parameter(words)}::tsquery`;
  const where = [
    ...(dense ? ['piece_of(product_id) = piece'] : []),
    ...(query === null ? [] : [`words @@ ${query}`]),
    ...applied.map(({ sql }) => sql(parameter)),
  ];
  // A bit for each filter that a listing does not pass.
  const missed = missable.map(({ sql }, bit) => `CASE WHEN ${sql(parameter)} THEN 0 ELSE ${2 ** bit} END`);
  const but = (name: string): string => {
    const bit = missable.findIndex((condition) => condition.name === name);
    return bit === -1 ? 'missed = 0' : `missed IN (0, ${2 ** bit})`;
  };

  const matches = `
      SELECT product_id, category_id, price_minor, in_stock, facets,
        ${page === null ? '0' : keyOf(page.sort, query)} AS key,
        ${missed.length === 0 ? '0' : missed.join(' + ')} AS missed
      FROM listing
      WHERE ${where.length === 0 ? 'true' : where.join(' AND ')}`;
  const most = parameter(looked);
  const text = `
    WITH RECURSIVE found AS MATERIALIZED (
      ${dense ? pieceByPiece(matches) : matches}
      LIMIT ${most}
    ), kind AS MATERIALIZED (${KINDS}
    ), sums AS MATERIALIZED (${sumsOf(missable, but)}
    ), sample AS NOT MATERIALIZED (
      SELECT * FROM found LIMIT (
        SELECT CASE WHEN seen >= ${most} OR total > ${COUNTED} THEN ${parameter(sampled)}::bigint END FROM sums
      )
    )${counted === null ? '' : countedCategories(but(PLACE), parameter(counted.path))}
    SELECT sums.seen, sums.total, sums.without,
      ${page === null ? "'[]'::json" : pageOf(page, parameter)} AS page
      ${counted === null ? '' : `, ${countedValues(counted.only, missable, parameter)}`}
    FROM sums`;
  return { name: 'probe-listings', text, values, plannedAnew: true };
};

const PIECES = 64;

/** The index gives the matches of a piece when those of the pieces before it are not enough. */
const pieceByPiece = (matches: string): string =>
  `SELECT match.* FROM generate_series(0, ${PIECES - 1}) AS piece CROSS JOIN LATERAL (${matches} OFFSET 0) AS match`;

/** What was found, by all that anything is summed up by: no sum has to go through each of it again. */
const KINDS = `
      SELECT category_id, missed, in_stock, count(*)::int AS listings, min(price_minor) AS cheapest,
        max(price_minor) AS dearest, any_value(product_id) AS one_of_them
      FROM found GROUP BY category_id, missed, in_stock`;

const sumsOf = (missable: readonly Condition[], but: (name: string) => string): string => {
  const count = (which: string): string => `coalesce(sum(listings) FILTER (WHERE ${which}), 0)`;
  return `
      SELECT ${count('true')} AS seen, ${count('missed = 0')} AS total,
        ARRAY[${missable.map(({ name }) => count(but(name))).join(', ')}]::int[] AS without,
        ${count(`in_stock AND ${but(STOCK)}`)} AS in_stock,
        min(cheapest) FILTER (WHERE ${but(PRICE)}) AS cheapest,
        max(dearest) FILTER (WHERE ${but(PRICE)}) AS dearest,
        any_value(one_of_them) FILTER (WHERE ${but(PRICE)}) AS one_of_them
      FROM kind`;
};

/** To the millionth, so that it is the same number in a cursor. */
const keyOf = (sort: Sort, query: string | null): string =>
  sort === 'relevance'
    ? `(${query === null ? '0' : `ts_rank(words, ${query})`} * 1000000)::int`
    : sortOrders[sort].key;

/** Past COUNTED nobody asks for one. */
const pageOf = (
  { sort, after, limit }: NonNullable<Probe['page']>,
  parameter: (value: unknown) => string,
): string => {
  const direction = sort === 'relevance' ? 'DESC' : sortOrders[sort].direction;
  const key = `${parameter(after.key)}::${sort === 'name' ? 'text' : 'bigint'}`;
  return `(
    SELECT coalesce(json_agg(json_build_object('key', key, 'productId', product_id)), '[]') FROM (
      SELECT key, product_id FROM found
      WHERE missed = 0 AND (key, product_id) ${direction === 'ASC' ? '>' : '<'} (${key}, ${parameter(after.productId)}::uuid)
      ORDER BY key ${direction}, product_id ${direction}
      LIMIT (SELECT CASE WHEN total > ${COUNTED} THEN 0 ELSE ${parameter(limit)}::bigint END FROM sums)
    ) AS page
  )`;
};

/** What stands below a category counts for it too. Shown are the departments and, on the way down, what is chosen. */
const countedCategories = (matches: string, path: string): string => `,
    counted (category_id, count) AS (
      SELECT category_id, sum(listings) FROM kind WHERE ${matches} GROUP BY category_id
      UNION ALL
      SELECT category.parent_id, count
      FROM counted JOIN category USING (category_id) WHERE category.parent_id IS NOT NULL
    ), shown AS (
      SELECT slug, name, sum(count) AS count
      FROM counted JOIN category USING (category_id)
      WHERE parent_id IS NULL OR category_id = ANY (${path}::uuid[]) OR parent_id = (${path}::uuid[])[1]
      GROUP BY category_id, slug, name
    )`;

/** So many values at most are counted, those of most listings: a sidebar has no room for more. */
const VALUES_SHOWN = 200;

const NOT_COUNTED = "'[]'::json";

const countedValues = (
  only: Condition | null,
  missable: readonly Condition[],
  parameter: (value: unknown) => string,
): string => {
  const isCounted = (name: string): boolean => only === null || only.name === name;
  return `
      ${isCounted(PLACE) ? COUNTED_CATEGORIES : NOT_COUNTED} AS categories,
      ${isCounted(PRICE) ? PRICE_RANGE : 'NULL::json'} AS price,
      sums.in_stock AS "inStock",
      ${only === null || only.facet !== undefined ? countedFacets(only, missable, parameter) : NOT_COUNTED} AS properties`;
};

const COUNTED_CATEGORIES = `(SELECT coalesce(json_agg(shown ORDER BY count DESC, name), '[]') FROM shown)`;

const PRICE_RANGE = `CASE WHEN sums.one_of_them IS NOT NULL THEN
        json_build_object('from', sums.cheapest, 'to', sums.dearest, 'currency', (
          SELECT currency FROM variant WHERE product_id = sums.one_of_them AND NOT retired LIMIT 1
        ))
      END`;

/**
 * A listing that lacks nothing but one facet counts for the values of this one. What counts for none is left out
 * before its values are taken apart, which is the most of the work; in the list of columns it is half of what a join is.
 */
const countedFacets = (
  only: Condition | null,
  missable: readonly Condition[],
  parameter: (value: unknown) => string,
): string => {
  const names = missable.map(({ facet }) => facet ?? null);
  const bits = names.flatMap((name, bit) =>
    name === null || (only !== null && name !== only.facet) ? [] : [2 ** bit],
  );
  const ofItsName = () =>
    `(missed = 0 OR missed = (1 << (array_position(${parameter(names)}::text[], split_part(facet, '=', 1)) - 1)))`;
  const ofAnyName = () => (bits.length === 0 ? 'true' : ofItsName());
  const own = only === null ? ofAnyName() : `starts_with(facet, ${parameter(`${only.facet}=`)})`;
  return `(
        SELECT coalesce(json_agg(json_build_object('facet', facet, 'count', count) ORDER BY count DESC, facet), '[]') FROM (
          SELECT facet, count(*) AS count
          FROM (
            SELECT unnest(facets) COLLATE "C" AS facet, missed FROM sample WHERE missed IN (${[0, ...bits].join(', ')})
          ) AS listed
          WHERE ${own} GROUP BY facet ORDER BY count DESC, facet LIMIT ${VALUES_SHOWN}
        ) AS counted
      )`;
};
