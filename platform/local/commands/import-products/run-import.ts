import { stat } from 'node:fs/promises';
import { productsClient } from '@fondaco/contracts/http/products';
import { Failure } from '../../instance/failure.ts';
import { readCsv } from '../csv-file.ts';
import { createOperatorCall } from '../operator-call.ts';
import type { OperatorContext } from '../operator-context.ts';
import { createPatience } from '../patience.ts';
import { createProgress } from '../progress.ts';
import { importProducts } from './import-products.ts';
import { createRefusalsFile } from './refusals-file.ts';
import type { ImportSummary } from './summary.ts';

const COLUMNS = ['sku', 'name', 'price', 'currency', 'stock'] as const;

/** Imports a file into a running instance; the refused rows go into the file `rejects`. */
export const runImport = async (
  context: OperatorContext,
  file: string,
  rejects: string,
  setStock: boolean,
): Promise<ImportSummary> => {
  const source = await stat(file).catch(() => null);
  const target = await stat(rejects).catch(() => null);
  if (source !== null && target?.ino === source.ino && target.dev === source.dev)
    throw new Failure(`${rejects} is the file to import: name another one with --rejects.`);
  const size = source?.size ?? 0;
  const call = await createOperatorCall(context, 'products', { deadlineMs: 30_000 });
  const progress = createProgress(process.stderr);
  const patiently = createPatience(progress.say);
  let read = 0;
  const rows = readCsv(file, COLUMNS, (bytes) => {
    read += bytes;
  });
  // The header is looked at before the file of refused rows is made anew.
  const first = await rows.next();
  const refusals = await createRefusalsFile(rejects);
  try {
    return await importProducts({
      products: productsClient(call),
      patiently,
      onRefused: refusals.write,
      onProgress: ({ rows, accepted }) =>
        progress.show(size === 0 ? 1 : read / size, `${rows} rows, ${rows - accepted} refused`),
    })(startingWith(first, rows), { setStock });
  } finally {
    progress.end();
    await refusals.close();
    await call.close();
  }
};

async function* startingWith<Row>(
  first: IteratorResult<Row, void>,
  rest: AsyncIterable<Row>,
): AsyncGenerator<Row> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
