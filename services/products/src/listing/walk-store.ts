import type { Queryable, Statement } from '@fondaco/chassis/postgres';
import type { ProductSummary } from '@fondaco/contracts/http/products';
import { productOf, SHELF, SHELF_COLUMNS, type ShelfRow, summaryOf } from '../product/product-view-store.ts';
import type { Position } from './cursor.ts';
import { type Key, sortOrders, type WalkSort } from './sort.ts';

export type Walk = {
  readonly sort: WalkSort;
  /** Slug of the category below which to look; null for all that is on sale. */
  readonly category: string | null;
  readonly after: Position;
  readonly limit: number;
};

export type Found = { readonly position: Position; readonly summary: ProductSummary };

/**
 * The next `limit` listings behind a position, as the index of their order has them: a page deep down costs what the
 * first one does.
 */
export const walk = async (db: Queryable, query: Walk): Promise<Found[]> => {
  const { rows } = await db.query<ShelfRow & { readonly key: Key }>(walkStatement(query));
  return rows.flatMap(({ key, ...row }) => {
    const summary = summaryOf(row);
    return summary === null ? [] : [{ position: { key, productId: row.productId }, summary }];
  });
};

export const walkStatement = ({ sort, category, after, limit }: Walk): Statement => ({
  name: `walk-${category === null ? 'all' : 'category'}-by-${sort}`,
  text: `
    WITH RECURSIVE ${category === null ? wholeShop(sort) : subtree(sort)}
    SELECT page.key, ${SHELF_COLUMNS}
    FROM page
    CROSS JOIN LATERAL (${productOf('page')}) AS product
    CROSS JOIN LATERAL (${SHELF}) AS shelf
    ORDER BY page.key ${sortOrders[sort].direction}, page.product_id ${sortOrders[sort].direction}`,
  values: [after.key, after.productId, limit, ...(category === null ? [] : [category])],
});

/** A stretch of the index whose first columns `where` holds fast. */
const stretch = (sort: WalkSort, where: string): string => {
  const { column, key, fromKey, direction } = sortOrders[sort];
  const order = `${column} ${direction}, product_id ${direction}`;
  const behind = `(${column}, product_id) ${direction === 'ASC' ? '>' : '<'} (${fromKey('$1')}, $2::uuid)`;
  return `SELECT product_id, ${key} AS key FROM listing WHERE ${where} AND ${behind} ORDER BY ${order} LIMIT $3`;
};

const wholeShop = (sort: WalkSort): string => `page AS (${stretch(sort, 'true')})`;

/**
 * A department has indexes of its own. Below any other category the stretches of all categories are read side by
 * side, `limit` of each, and the first of all are taken.
 */
const subtree = (sort: WalkSort): string => {
  const { direction } = sortOrders[sort];
  return `
    asked AS (SELECT category_id, parent_id FROM category WHERE slug = $4),
    below (category_id) AS (
      SELECT category_id FROM asked WHERE parent_id IS NOT NULL
      UNION ALL
      SELECT category.category_id FROM below JOIN category ON category.parent_id = below.category_id
    ),
    page AS (
      SELECT product_id, key FROM (
        SELECT department.* FROM asked CROSS JOIN LATERAL (
          ${stretch(sort, 'department_id = asked.category_id')}
        ) AS department
        WHERE asked.parent_id IS NULL
        UNION ALL
        SELECT shelf.* FROM below CROSS JOIN LATERAL (
          ${stretch(sort, 'category_id = below.category_id')}
        ) AS shelf
      ) AS stretches
      ORDER BY key ${direction}, product_id ${direction}
      LIMIT $3
    )`;
};
