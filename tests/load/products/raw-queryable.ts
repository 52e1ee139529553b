import type { Queryable } from '@fondaco/chassis/postgres';
import pg from 'pg';

const INT8 = 20;
pg.types.setTypeParser(INT8, Number);

/** `pg` with nothing around it but that int8 is a number, for the statements of a service's stores. */
export const rawQueryable = (client: pg.Client | pg.Pool): Queryable => ({
  query: async ({ name, text, values, plannedAnew }) => {
    const { rows, rowCount } = await client.query({
      ...(plannedAnew !== true && { name }),
      text,
      values: [...(values ?? [])],
    });
    return { rows, count: rowCount ?? 0 };
  },
});
