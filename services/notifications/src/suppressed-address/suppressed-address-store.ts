import type { Queryable } from '@fondaco/chassis/postgres';

export type SuppressedAddress = {
  readonly address: string;
  readonly reason: string;
  readonly suppressedAt: Date;
};

/** The first reason stays. Addresses are in lower case. */
export const insertSuppressed = async (db: Queryable, address: string, reason: string): Promise<void> => {
  await db.query({
    name: 'insert-suppressed-address',
    text: 'INSERT INTO suppressed_address (address, reason) VALUES ($1, $2) ON CONFLICT (address) DO NOTHING',
    values: [address, reason],
  });
};

/** False when it was not there. */
export const deleteSuppressed = async (db: Queryable, address: string): Promise<boolean> => {
  const { count } = await db.query({
    name: 'delete-suppressed-address',
    text: 'DELETE FROM suppressed_address WHERE address = $1',
    values: [address],
  });
  return count === 1;
};

/** In their order, after `after`. */
export const findSuppressed = async (
  db: Queryable,
  after: string,
  limit: number,
): Promise<SuppressedAddress[]> => {
  const { rows } = await db.query<SuppressedAddress>({
    name: 'find-suppressed-addresses',
    text: `
      SELECT address, reason, suppressed_at AS "suppressedAt" FROM suppressed_address
      WHERE address > $1 ORDER BY address LIMIT $2`,
    values: [after, limit],
  });
  return rows;
};
