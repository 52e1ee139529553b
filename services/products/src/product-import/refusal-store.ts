import type { Queryable } from '@fondaco/chassis/postgres';
import type { RefusedRow } from '@fondaco/contracts/http/imports';
import { type Refusal, shownCells } from './raw-row.ts';

export const insertRefusals = async (
  tx: Queryable,
  importId: string,
  refusals: readonly Refusal[],
): Promise<void> => {
  await tx.query({
    name: 'insert-import-refusals',
    text: `
      INSERT INTO product_import_refusal (import_id, line, reason, column_name, cells)
      SELECT $1, line, reason, column_name, cells::json
      FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) AS refusal (line, reason, column_name, cells)`,
    values: [
      importId,
      refusals.map(({ line }) => line),
      refusals.map(({ reason }) => reason),
      refusals.map(({ column }) => column?.toWellFormed().replaceAll('\0', '\u2400') ?? null),
      refusals.map(({ cells }) => (cells === null ? null : JSON.stringify(shownCells(cells)))),
    ],
  });
};

/** In the order of the file, at most `limit` that stand below the line `after`. */
export const findRefusals = async (
  db: Queryable,
  importId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<RefusedRow[]> => {
  const { rows } = await db.query<RefusedRow>({
    name: 'find-import-refusals',
    text: `
      SELECT line, reason, column_name AS "column", cells AS row FROM product_import_refusal
      WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
    values: [importId, after, limit],
  });
  return rows;
};
