import { setTimeout as delay } from 'node:timers/promises';
import { processTable } from '../supervisor/process-table.ts';
import type { SupervisedProcess } from '../supervisor/supervised-process.ts';

const pollMs = 20;
const takesUpMs = 5_000;
/** What old workers still have after that are streams, which are taken up again; nginx ends them after 10 s. */
const lettingGoMs = 4_000;

/**
 * Lets nginx take up the configuration that is in its file. Resolves when new workers have taken over and the old
 * ones have answered what they had; rejects when no new worker shows, as with a configuration that it refuses.
 */
export const reloadNginx = async (nginx: SupervisedProcess): Promise<void> => {
  const { pid } = nginx.status();
  // Whoever starts next reads the file anyway.
  if (pid === undefined) return;
  const workers = () => processTable().filter(({ parent }) => parent === pid);
  const old = new Set(workers().map((worker) => worker.pid));
  nginx.signal('SIGHUP');
  const taken = await within(takesUpMs, () => workers().some((worker) => !old.has(worker.pid)));
  if (!taken) throw new Error(`${nginx.spec.name} did not take up its configuration: see its log`);
  await within(lettingGoMs, () => workers().every((worker) => !old.has(worker.pid)));
};

const within = async (ms: number, holds: () => boolean): Promise<boolean> => {
  const deadline = performance.now() + ms;
  for (;;) {
    if (holds()) return true;
    if (performance.now() >= deadline) return false;
    await delay(pollMs);
  }
};
