import type { Database } from '@fondaco/chassis/postgres';
import type { ImportFailure } from '@fondaco/contracts/http/imports';
import { createFileReader } from '../product-import/file-rows.ts';
import { readHeader } from '../product-import/header.ts';
import { type JudgedRows, judgeRows } from '../product-import/judged-rows.ts';
import { failImport } from '../product-import/lease-store.ts';
import { readPart } from '../product-import/part-store.ts';
import type { ProductImport } from '../product-import/product-import-store.ts';
import { createRowReader } from '../product-import/raw-row.ts';
import type { ImportBatch } from './import-batch.ts';

/** What one transaction takes: rows, or fewer of them when they are long. */
const BATCH = { rows: 1_000, bytes: 4 * 1024 * 1024 } as const;

export type ImportFile = (current: ProductImport, lease: string, signal: AbortSignal) => Promise<void>;

/**
 * Imports a file from where it is on until it has ended, or until `signal` says to leave off after the next batch.
 * How the rows fall into batches depends on where they begin alone: a file whose import was broken off gives the same
 * products in the same versions. The next batch is read and judged while the database writes the one before.
 */
export const importFile =
  (deps: { readonly db: Database; readonly importBatch: ImportBatch }): ImportFile =>
  async (current, lease, signal) => {
    const { db } = deps;
    const { importId, format, position, parts } = current;
    const fail = (failure: ImportFailure) => failImport(db, importId, lease, failure);
    if (parts === null) return fail(ABANDONED);

    const read = (number: number) =>
      number > parts ? Promise.resolve(null) : readPart(db, importId, number);
    const header = await readHeader(format, read);
    if ('mistake' in header)
      return fail({
        code: 'invalid-header',
        line: 1,
        detail: `The file cannot be imported: ${header.mistake}`,
      });

    const readRows = createFileReader({
      format,
      position: position.bytes === 0 ? header.first : position,
      readPart: read,
    });
    const readRow = createRowReader(format, header.columns);
    const readBatch = async () => judgeRows(await readRows(BATCH), readRow);
    let batch = await readBatch();
    for (;;) {
      const { ends } = batch;
      let next: Promise<JudgedRows> | undefined;
      const readAhead = (): void => {
        if (ends) return;
        next ??= readBatch();
        // Whether it went wrong is asked when it is its turn; until then nobody listens.
        next.catch(() => undefined);
      };
      await deps.importBatch(batch, { current, lease, meanwhile: readAhead });
      if (ends || signal.aborted) return;
      batch = await (next ?? readBatch());
    }
  };

const ABANDONED: ImportFailure = {
  code: 'abandoned',
  line: 0,
  detail: 'The import was begun and not started for a day. Nothing was imported.',
};
