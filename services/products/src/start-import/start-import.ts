import type { Database } from '@fondaco/chassis/postgres';
import { Problem } from '@fondaco/chassis/service';
import { importNotFound, importStarted } from '../import-problem.ts';
import { measureParts } from '../product-import/part-store.ts';
import {
  findImport,
  lockImport,
  type ProductImport,
  startImport,
} from '../product-import/product-import-store.ts';

export type ImportedFile = { readonly parts: number; readonly bytes: number };

export type StartImport = (importId: string, file: ImportedFile) => Promise<ProductImport>;

/**
 * Lets an import begin whose file has come whole. Started again with the same file it is what it is. Throws Problem
 * when there is no such import, a part is missing or there are others, or it was started with another file.
 */
export const startImportOf =
  ({ db, wake }: { readonly db: Database; readonly wake: () => void }): StartImport =>
  async (importId, file) => {
    await db.transaction(async (tx) => {
      const current = await lockImport(tx, importId);
      if (current === null) throw importNotFound();
      if (current.state !== 'uploading') {
        if (current.parts === file.parts && current.bytes === file.bytes) return;
        throw importStarted();
      }
      const sent = await measureParts(tx, importId);
      if (sent.unbroken !== file.parts || sent.parts !== file.parts || sent.bytes !== file.bytes)
        throw incomplete(file, sent);
      await startImport(tx, importId, file);
      tx.afterCommit(wake);
    });
    const started = await findImport(db, importId);
    if (started === null) throw importNotFound();
    return started;
  };

const incomplete = (
  file: ImportedFile,
  sent: { readonly parts: number; readonly bytes: number; readonly unbroken: number },
): Problem =>
  new Problem({
    status: 409,
    code: 'products/import-incomplete',
    title: 'The file has not come whole',
    detail: `It is said to have ${file.parts} parts and ${file.bytes} bytes. There are ${sent.parts} parts, ${sent.unbroken} of them without a gap, and ${sent.bytes} bytes.`,
  });
