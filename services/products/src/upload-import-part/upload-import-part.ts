import type { Database } from '@fondaco/chassis/postgres';
import { Problem } from '@fondaco/chassis/service';
import { importNotFound, importStarted } from '../import-problem.ts';
import { readHeader } from '../product-import/header.ts';
import { writePart } from '../product-import/part-store.ts';
import { lockImport } from '../product-import/product-import-store.ts';

export type ImportPart = { readonly importId: string; readonly number: number; readonly content: Buffer };

export type UploadImportPart = (part: ImportPart) => Promise<void>;

/**
 * Keeps a part of a file until it is imported. Throws Problem when there is no such import or it was started, and for
 * a first part whose header says that nothing of the file can be imported.
 */
export const uploadImportPart =
  ({ db }: { readonly db: Database }): UploadImportPart =>
  (part) =>
    db.transaction(async (tx) => {
      const current = await lockImport(tx, part.importId);
      if (current === null) throw importNotFound();
      if (current.state !== 'uploading') throw importStarted();
      if (part.number === 1) {
        const header = await readHeader(current.format, async (number) =>
          number === 1 ? part.content : null,
        );
        if ('mistake' in header) throw wrongHeader(header.mistake);
      }
      await writePart(tx, part);
    });

const wrongHeader = (mistake: string): Problem =>
  new Problem({
    status: 422,
    code: 'products/import-header',
    title: 'The file cannot be imported',
    detail: `The file cannot be imported: ${mistake}`,
  });
