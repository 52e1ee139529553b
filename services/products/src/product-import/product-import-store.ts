import type { Queryable } from '@fondaco/chassis/postgres';
import type { ImportFailure, ImportFormat } from '@fondaco/contracts/http/imports';
import type { Position } from './file-rows.ts';

export type ImportRequest = {
  readonly importId: string;
  readonly format: ImportFormat;
  readonly setStock: boolean;
  readonly madeBy: string;
  readonly idempotencyKey: string | null;
};

export type ProductImport = Omit<ImportRequest, 'idempotencyKey'> & {
  readonly state: 'uploading' | 'running' | 'done' | 'failed';
  readonly bytes: number | null;
  readonly parts: number | null;
  readonly position: Position;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly failure: ImportFailure | null;
  readonly begunAt: Date;
  readonly endedAt: Date | null;
};

const IMPORT = `
  import_id AS "importId", format, set_stock AS "setStock", made_by AS "madeBy", state, bytes, parts,
  json_build_object('part', part, 'partBegins', part_begins, 'bytes', bytes_done, 'lines', lines_done) AS position,
  rows, added, changed, unchanged, rejected, failure, begun_at AS "begunAt", ended_at AS "endedAt"`;

/** Null when the key was used before. */
export const insertImport = async (db: Queryable, request: ImportRequest): Promise<ProductImport | null> => {
  const { rows } = await db.query<ProductImport>({
    name: 'insert-import',
    text: `
      INSERT INTO product_import (import_id, format, set_stock, made_by, idempotency_key)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (made_by, idempotency_key) DO NOTHING
      RETURNING ${IMPORT}`,
    values: [request.importId, request.format, request.setStock, request.madeBy, request.idempotencyKey],
  });
  return rows[0] ?? null;
};

export const findImportByKey = async (
  db: Queryable,
  madeBy: string,
  idempotencyKey: string,
): Promise<ProductImport | null> => {
  const { rows } = await db.query<ProductImport>({
    name: 'find-import-by-key',
    text: `SELECT ${IMPORT} FROM product_import WHERE made_by = $1 AND idempotency_key = $2`,
    values: [madeBy, idempotencyKey],
  });
  return rows[0] ?? null;
};

export const findImport = async (db: Queryable, importId: string): Promise<ProductImport | null> => {
  const { rows } = await db.query<ProductImport>({
    name: 'find-import',
    text: `SELECT ${IMPORT} FROM product_import WHERE import_id = $1`,
    values: [importId],
  });
  return rows[0] ?? null;
};

/** Until the commit nobody else changes the import or adds to its parts. */
export const lockImport = async (tx: Queryable, importId: string): Promise<ProductImport | null> => {
  const { rows } = await tx.query<ProductImport>({
    name: 'lock-import',
    text: `SELECT ${IMPORT} FROM product_import WHERE import_id = $1 FOR NO KEY UPDATE`,
    values: [importId],
  });
  return rows[0] ?? null;
};

/** All of the file is there. */
export const startImport = async (
  tx: Queryable,
  importId: string,
  file: { readonly parts: number; readonly bytes: number },
): Promise<void> => {
  await tx.query({
    name: 'start-import',
    text: `UPDATE product_import SET state = 'running', parts = $2, bytes = $3 WHERE import_id = $1`,
    values: [importId, file.parts, file.bytes],
  });
};
