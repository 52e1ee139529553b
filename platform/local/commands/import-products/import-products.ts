import { UpstreamProblem, UpstreamUnavailable } from '@fondaco/chassis/service';
import type { ImportRefusal, ImportRow, productsClient } from '@fondaco/contracts/http/products';
import { Failure } from '../../instance/failure.ts';
import { type Patience, TryAgain } from '../patience.ts';
import { inBatches } from './batches.ts';
import { type ImportSummary, nothingImported, withBatch } from './summary.ts';

export type RefusedRow = { readonly row: ImportRow; readonly reason: ImportRefusal };

/**
 * Sends the rows to Products, batch after batch: the first good row of a SKU wins, and Products knows which
 * was first because no batch overtakes another. While Products is away the batch is sent again; a batch
 * that it has already taken gets the same answer.
 */
export const importProducts = (deps: {
  readonly products: Pick<ReturnType<typeof productsClient>, 'beginImport' | 'importRows'>;
  readonly patiently: Patience;
  readonly onRefused: (refused: readonly RefusedRow[]) => Promise<void>;
  readonly onProgress: (summary: ImportSummary) => void;
}) => {
  const { products, patiently, onRefused, onProgress } = deps;
  const asked = <Answer>(ask: () => Promise<Answer>): Promise<Answer> =>
    patiently(() => ask().catch((error: unknown) => Promise.reject(verdict(error))));

  return async (
    rows: AsyncIterable<ImportRow>,
    { setStock }: { setStock: boolean },
  ): Promise<ImportSummary> => {
    let summary = nothingImported;
    let importId: string | null = null;
    for await (const batch of inBatches(rows)) {
      // Only once there is a row to send: a file that cannot be read leaves nothing behind.
      importId ??= (await asked(() => products.beginImport({ setStock }))).importId;
      const id = importId;
      const { accepted, rejected } = await asked(() => products.importRows(id, batch));
      summary = withBatch(summary, { rows: batch.length, accepted, rejected });
      const byLine = new Map(batch.map((row) => [row.line, row]));
      await onRefused(
        rejected.flatMap(({ line, reason }) => {
          const row = byLine.get(line);
          return row === undefined ? [] : [{ row, reason }];
        }),
      );
      onProgress(summary);
    }
    return summary;
  };
};

const verdict = (error: unknown): unknown => {
  if (error instanceof UpstreamUnavailable) return new TryAgain(error.message, { cause: error });
  if (!(error instanceof UpstreamProblem)) return error;
  if (error.status === 429) return new TryAgain(error.message, { cause: error });
  const { title, code, detail } = error.problem;
  return new Failure(`Products refused the import: ${detail ?? title} (${code}).`, { cause: error });
};
