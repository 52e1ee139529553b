import { type Database, isTransient } from '@fondaco/chassis/postgres';
import { type Background, type Log, repeating } from '@fondaco/chassis/service';
import {
  claimImport,
  closeImport,
  countSetback,
  failImport,
  releaseImport,
  renewLease,
} from '../product-import/lease-store.ts';
import { deleteParts } from '../product-import/part-store.ts';
import { findImport } from '../product-import/product-import-store.ts';
import { deleteTaken } from '../product-import/taken-store.ts';
import { LeaseLost } from './import-batch.ts';
import type { ImportFile } from './import-file.ts';
import { Overtaken } from './overtaken.ts';

const POLL_MS = 1_000;
/** After so many failures that are not the database's absence it is given up: it would fail for ever. */
const MAX_SETBACKS = 5;
const DELETED_AT_ONCE = 20_000;

/**
 * Works off imports, one after the other: what this process has started, at once, and what any replica has left
 * behind, as soon as its lease has run out.
 */
export const createImportJob = (deps: {
  readonly db: Database;
  readonly importFile: ImportFile;
  readonly newId: () => string;
  readonly log: Log;
}): { readonly background: Background; readonly wake: () => void } => {
  const { db, importFile, newId, log } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let working: Promise<void> | null = null;
  let woken = false;

  const workAt = async (importId: string, lease: string): Promise<void> => {
    const current = await findImport(db, importId);
    if (current === null) return;
    if (current.endedAt === null) await importFile(current, lease, signal);
    const now = await findImport(db, importId);
    if (now === null || now.endedAt === null) return releaseImport(db, importId, lease, 0);
    log.info(
      { importId, state: now.state, rows: now.rows, failure: now.failure?.code },
      'an import has ended',
    );
    await clear(importId, lease);
  };

  const clear = async (importId: string, lease: string): Promise<void> => {
    await deleteParts(db, importId);
    while ((await deleteTaken(db, importId, DELETED_AT_ONCE)) > 0) {
      if (signal.aborted || !(await renewLease(db, importId, lease))) return;
    }
    await closeImport(db, importId, lease);
  };

  const giveBack = async (importId: string, lease: string, error: unknown): Promise<void> => {
    if (error instanceof LeaseLost) {
      log.info({ importId }, 'somebody else has taken the import over');
      return;
    }
    log.warn({ err: error, importId }, 'an import is held up and goes on later');
    const passing = isTransient(error) || error instanceof Overtaken;
    const setbacks = passing ? 0 : await countSetback(db, importId, lease);
    if (setbacks < MAX_SETBACKS) return releaseImport(db, importId, lease, 1);
    const stuck = await findImport(db, importId);
    const line = (stuck?.position.lines ?? 0) + 1;
    const detail = `The rows from line ${line} on could not be written; the rows above were imported. The log of Products says why.`;
    await failImport(db, importId, lease, { code: 'internal-error', line, detail });
    await releaseImport(db, importId, lease, 0);
  };

  const workOff = async (): Promise<void> => {
    while (!signal.aborted) {
      woken = false;
      const lease = newId();
      const importId = await claimImport(db, lease);
      if (importId === null) {
        if (woken) continue;
        return;
      }
      await workAt(importId, lease).catch((error: unknown) => giveBack(importId, lease, error));
    }
  };

  const work = (): Promise<void> => {
    woken = true;
    working ??= workOff().finally(() => {
      working = null;
    });
    return working;
  };

  const poll = repeating({ name: 'products.imports', everyMs: POLL_MS, work, log });
  return {
    background: {
      name: 'products.imports',
      start: poll.start,
      stop: async () => {
        stopping.abort();
        await poll.stop();
      },
    },
    wake: () =>
      void work().catch((error: unknown) => log.warn({ err: error }, 'imports are looked for later')),
  };
};
