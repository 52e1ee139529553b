import type { Queryable } from '@fondaco/chassis/postgres';

/** The same part again takes the place of what was sent first. */
export const writePart = async (
  tx: Queryable,
  part: { readonly importId: string; readonly number: number; readonly content: Buffer },
): Promise<void> => {
  await tx.query({
    name: 'write-import-part',
    text: `
      INSERT INTO product_import_part (import_id, number, content) VALUES ($1, $2, $3)
      ON CONFLICT (import_id, number) DO UPDATE SET content = excluded.content
      WHERE product_import_part.content <> excluded.content`,
    values: [part.importId, part.number, part.content],
  });
};

export const readPart = async (db: Queryable, importId: string, number: number): Promise<Buffer | null> => {
  const { rows } = await db.query<{ content: Buffer }>({
    name: 'read-import-part',
    text: 'SELECT content FROM product_import_part WHERE import_id = $1 AND number = $2',
    values: [importId, number],
  });
  return rows[0]?.content ?? null;
};

export type PartsSent = { readonly parts: number; readonly bytes: number; readonly unbroken: number };

/** How many parts there are, their size together, and how many of them have no gap before them. */
export const measureParts = async (db: Queryable, importId: string): Promise<PartsSent> => {
  const { rows } = await db.query<PartsSent>({
    name: 'measure-import-parts',
    text: `
      SELECT count(*) AS parts, coalesce(sum(octet_length(content)), 0)::bigint AS bytes,
        count(*) FILTER (WHERE number = place) AS unbroken
      FROM (
        SELECT number, content, row_number() OVER (ORDER BY number) AS place
        FROM product_import_part WHERE import_id = $1
      ) AS part`,
    values: [importId],
  });
  return rows[0] ?? { parts: 0, bytes: 0, unbroken: 0 };
};

export const deleteParts = async (db: Queryable, importId: string): Promise<void> => {
  await db.query({
    name: 'delete-import-parts',
    text: 'DELETE FROM product_import_part WHERE import_id = $1',
    values: [importId],
  });
};
