import type { Incoming } from './incoming.ts';
import type { ProcessBatch } from './process-batch.ts';
import type { Failure, ProcessMessage } from './process-message.ts';

/** `before`: an attempt that was made together with other messages. `finish` is called when it is done. */
export type Work = { readonly incoming: Incoming; before?: Failure; readonly finish: () => void };

/**
 * Several messages share a transaction, one has its own. Answers what is to be processed alone. What it neither
 * finishes nor answers, no offset passes. Throws nothing.
 */
export const workOff = async (
  {
    processBatch,
    processMessage,
  }: { readonly processBatch: ProcessBatch; readonly processMessage: ProcessMessage },
  works: readonly Work[],
  signal: AbortSignal,
): Promise<readonly Work[]> => {
  if (signal.aborted) return [];
  const [first, ...others] = works;
  if (first !== undefined && others.length === 0) {
    try {
      await processMessage(first.incoming, signal, first.before);
      first.finish();
    } catch {
      // Whoever reads the partition next gets it again.
    }
    return [];
  }
  const failure = await processBatch(works.map(({ incoming }) => incoming));
  if (failure === undefined) {
    for (const work of works) work.finish();
    return [];
  }
  const failed = works.find(({ incoming }) => incoming === failure.failed);
  if (failed !== undefined) failed.before = { error: failure.error };
  return works;
};
