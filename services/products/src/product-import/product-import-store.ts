import type { Queryable } from '@fondaco/chassis/postgres';
import type { Claims } from './import-batch.ts';

export type ProductImport = { readonly importId: string; readonly setStock: boolean };

export const insertImport = async (db: Queryable, { importId, setStock }: ProductImport): Promise<void> => {
  await db.query({
    name: 'insert-import',
    text: 'INSERT INTO product_import (import_id, set_stock) VALUES ($1, $2)',
    values: [importId, setStock],
  });
};

/** Batches of one import follow one another: what one has taken, the next one sees. */
export const lockImport = async (tx: Queryable, importId: string): Promise<ProductImport | null> => {
  const { rows } = await tx.query<ProductImport>({
    name: 'lock-import',
    text: `
      SELECT import_id AS "importId", set_stock AS "setStock" FROM product_import
      WHERE import_id = $1
      FOR NO KEY UPDATE`,
    values: [importId],
  });
  return rows[0] ?? null;
};

/** What the import has taken so far of these SKUs. */
export const findClaims = async (
  tx: Queryable,
  importId: string,
  skus: readonly string[],
): Promise<Claims> => {
  const { rows } = await tx.query<{ sku: string; line: number }>({
    name: 'find-claims',
    text: 'SELECT sku, line FROM product_import_sku WHERE import_id = $1 AND sku = ANY ($2)',
    values: [importId, skus],
  });
  return new Map(rows.map(({ sku, line }) => [sku, line]));
};

export const insertClaims = async (
  tx: Queryable,
  importId: string,
  rows: readonly { readonly sku: string; readonly line: number }[],
): Promise<void> => {
  await tx.query({
    name: 'insert-claims',
    text: `
      INSERT INTO product_import_sku (import_id, sku, line)
      SELECT $1, sku, line FROM unnest($2::text[], $3::bigint[]) AS claim (sku, line)`,
    values: [importId, rows.map((row) => row.sku), rows.map((row) => row.line)],
  });
};
