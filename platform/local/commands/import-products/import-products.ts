import { UpstreamProblem, UpstreamUnavailable } from '@fondaco/chassis/service';
import type {
  Import,
  ImportFormat,
  importsClient,
  RefusalPage,
  RefusedRow,
} from '@fondaco/contracts/http/imports';
import type { Static } from 'typebox';
import { Failure } from '../../instance/failure.ts';
import { type Clock, type Patience, TryAgain } from '../patience.ts';
import type { SourceFile } from './source-file.ts';

const POLL_MS = 250;

/**
 * Sends a file to Products, has it imported and waits for the end, for as long as that takes. What was sent already
 * under the same key is not sent again: an import that was broken off here goes on. `onRefused` gets the refused rows
 * in the order of the file. Throws a Failure when the file as a whole cannot be imported, and when it was not
 * imported to its end.
 */
export const importProducts = (deps: {
  readonly imports: ReturnType<typeof importsClient>;
  readonly patiently: Patience;
  readonly pause: Clock['pause'];
  readonly onSent: (part: number, parts: number) => void;
  readonly onProgress: (current: Import) => void;
  readonly onRefused: (refused: readonly RefusedRow[]) => Promise<void>;
}) => {
  const { imports, patiently, pause, onSent, onProgress, onRefused } = deps;

  const collect = async (importId: string): Promise<void> => {
    let cursor: string | null = null;
    do {
      const after: string | null = cursor;
      const page: Static<typeof RefusalPage> = await patiently(() =>
        asked(() => imports.refusals(importId, after)),
      );
      await onRefused(page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
  };

  return async (
    file: SourceFile,
    request: { readonly format: ImportFormat; readonly setStock: boolean; readonly key: string },
  ): Promise<Import> => {
    const { key, ...asks } = request;
    let current = await patiently(() => asked(() => imports.begin(asks, key)));
    const { importId } = current;
    if (current.state === 'uploading') {
      for (let number = current.parts + 1; number <= file.parts; number++) {
        const content = await file.readPart(number);
        await patiently(() => asked(() => imports.sendPart(importId, number, content)));
        onSent(number, file.parts);
      }
      const { parts, bytes } = file;
      current = await patiently(() => asked(() => imports.start(importId, { parts, bytes })));
    }
    while (current.endedAt === null) {
      onProgress(current);
      await pause(POLL_MS);
      current = await patiently(() => asked(() => imports.read(importId)));
    }
    await collect(importId);
    return current;
  };
};

const asked = <Answer>(ask: () => Promise<Answer>): Promise<Answer> =>
  ask().catch((error: unknown) => Promise.reject(verdict(error)));

const verdict = (error: unknown): unknown => {
  if (error instanceof UpstreamUnavailable) return new TryAgain(error.message, { cause: error });
  if (!(error instanceof UpstreamProblem)) return error;
  if (error.status === 429) return new TryAgain(error.message, { cause: error });
  const { title, code, detail } = error.problem;
  return new Failure(`Products refused the import: ${detail ?? title} (${code}).`, { cause: error });
};
