import type { Queryable, Statement } from '@fondaco/chassis/postgres';
import type { Position } from './cursor.ts';
import type { Condition } from './filters.ts';
import { sortOrders, type WalkSort } from './sort.ts';

export type FilteredWalk = {
  readonly words: string | null;
  readonly applied: readonly Condition[];
  readonly sort: WalkSort;
  readonly after: Position;
  readonly limit: number;
};

/** The next `limit` of very many that match: they are met soon on a walk along the index of their order. */
export const filteredWalk = async (db: Queryable, query: FilteredWalk): Promise<Position[]> => {
  const { rows } = await db.query<Position>(filteredWalkStatement(query));
  return rows;
};

export const filteredWalkStatement = ({ words, applied, sort, after, limit }: FilteredWalk): Statement => {
  const { column, key, fromKey, direction } = sortOrders[sort];
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const behind = direction === 'ASC' ? '>' : '<';
  const where = [
    `(${column}, product_id) ${behind} (${fromKey(parameter(after.key))}, ${parameter(after.productId)}::uuid)`,
    ...(words === null ? [] : [`words @@ ${parameter(words)}::tsquery`]),
    ...applied.map(({ sql }) => sql(parameter)),
  ];
  return {
    name: 'walk-filtered-listings',
    text: `
      SELECT ${key} AS key, product_id AS "productId" FROM listing
      WHERE ${where.join(' AND ')}
      ORDER BY ${column} ${direction}, product_id ${direction}
      LIMIT ${parameter(limit)}`,
    values,
    plannedAnew: true,
  };
};
