import type { Queryable } from '@fondaco/chassis/postgres';

/** Those of the SKUs that the import has taken. */
export const findTaken = async (
  tx: Queryable,
  importId: string,
  skus: readonly string[],
): Promise<string[]> => {
  const { rows } = await tx.query<{ sku: string }>({
    name: 'find-import-skus',
    text: 'SELECT sku FROM product_import_sku WHERE import_id = $1 AND sku = ANY ($2)',
    values: [importId, skus],
  });
  return rows.map(({ sku }) => sku);
};

export const insertTaken = async (
  tx: Queryable,
  importId: string,
  skus: readonly string[],
): Promise<void> => {
  await tx.query({
    name: 'insert-import-skus',
    text: 'INSERT INTO product_import_sku (import_id, sku) SELECT $1, unnest($2::text[])',
    values: [importId, skus],
  });
};

/** Answers how many were deleted. */
export const deleteTaken = async (db: Queryable, importId: string, limit: number): Promise<number> => {
  const { count } = await db.query({
    name: 'delete-import-skus',
    text: `
      DELETE FROM product_import_sku WHERE import_id = $1 AND sku IN (
        SELECT sku FROM product_import_sku WHERE import_id = $1 LIMIT $2)`,
    values: [importId, limit],
  });
  return count;
};
