import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ImportFormat, importsClient } from '@fondaco/contracts/http/imports';
import { Failure } from '../../instance/failure.ts';
import { createOperatorCall } from '../operator-call.ts';
import type { OperatorContext } from '../operator-context.ts';
import { createPatience } from '../patience.ts';
import { createProgress } from '../progress.ts';
import { importProducts } from './import-products.ts';
import { createRefusalsFile } from './refusals-file.ts';
import { openSourceFile } from './source-file.ts';
import { type ImportSummary, summaryOf } from './summary.ts';
import { unfinishedImport } from './unfinished-import.ts';

/** Imports a file into a running instance; the refused rows go into the file `rejects`. */
export const runImport = async (
  context: OperatorContext,
  file: string,
  rejects: string,
  { format, setStock }: { readonly format: ImportFormat; readonly setStock: boolean },
): Promise<ImportSummary> => {
  await refuseOwnRejects(file, rejects);
  const source = await openSourceFile(file);
  const call = await createOperatorCall(context, 'products', { deadlineMs: 30_000 });
  const progress = createProgress(process.stderr);
  const refusals = createRefusalsFile(rejects);
  try {
    await refusals.tryOut();
    const name = `import-${source.digest.slice(0, 32)}-${format}${setStock ? '-set-stock' : ''}`;
    const unfinished = await unfinishedImport(join(context.paths.state, 'run', name));
    const ended = await importProducts({
      imports: importsClient(call),
      patiently: createPatience(progress.say),
      pause,
      onSent: (part, parts) => progress.show(part / parts, `part ${part} of ${parts} sent`),
      onProgress: ({ bytesDone, bytes, rows, accepted }) =>
        progress.show(bytesDone / (bytes ?? 1), `${rows} rows, ${rows - accepted} refused`),
      onRefused: refusals.write,
    })(source, { format, setStock, key: unfinished.key });
    await unfinished.forget();
    if (ended.failure !== null) throw new Failure(incomplete(ended.failure.detail, ended.rows));
    return summaryOf(ended);
  } finally {
    progress.end();
    await refusals.close();
    await source.close();
    await call.close();
  }
};

const incomplete = (detail: string, rows: number): string =>
  `The file was not imported to its end; ${rows} rows were looked at. ${detail}`;

const refuseOwnRejects = async (file: string, rejects: string): Promise<void> => {
  const source = await stat(file).catch(() => null);
  const target = await stat(rejects).catch(() => null);
  if (source !== null && target?.ino === source.ino && target.dev === source.dev)
    throw new Failure(`${rejects} is the file to import: name another one with --rejects.`);
};
