import { setTimeout as delay } from 'node:timers/promises';
import type { Shop } from './products-alone.ts';
import type { RawRows, RawWriter } from './raw-rows.ts';

/** Of so many rows that came one after the other. */
export type ImportStep = {
  readonly rows: number;
  readonly seconds: number;
  /** Of plain SQL that wrote the same rows right after them. */
  readonly raw: RawRows;
};

const LOOKS_EVERY_MS = 50;
const HOLD_LOOKS_EVERY_MS = 5;
const STEP_ROWS = 20_000;

/**
 * Follows an import to its end. After each step the shop is held while `raw` writes what it has written: whatever else
 * the machine does meanwhile hits both alike.
 */
export const followImport = async (
  shop: Shop,
  importId: string,
  { raw, report }: { readonly raw: RawWriter | null; readonly report: (line: string) => void },
): Promise<ImportStep[]> => {
  const steps: ImportStep[] = [];
  for (let rows = 0, began = performance.now(); ; began = performance.now()) {
    await progressTo(shop, importId, rows + STEP_ROWS);
    const release = await hold(shop);
    const held = performance.now();
    try {
      // Rows may have been committed while it was on its way to be held.
      const { now, ended } = await findProgress(shop, importId);
      const step = { rows: now - rows, seconds: (held - began) / 1_000, raw: { rows: 0, seconds: 0 } };
      steps.push(raw === null ? step : { ...step, raw: await raw.catchUp(ended) });
      report(stepLine(now, steps.at(-1)));
      rows = now;
      if (ended) return steps;
    } finally {
      release();
    }
  }
};

const stepLine = (rows: number, step: ImportStep | undefined): string => {
  const rate = (of: RawRows | undefined): string => (of?.rows ? (of.rows / of.seconds).toFixed(0) : '-');
  return `  ${rows} rows: ${rate(step)} rows/s, by plain SQL ${rate(step?.raw)}`;
};

type Progress = { readonly now: number; readonly ended: boolean };

const findProgress = async ({ database: { db } }: Shop, importId: string): Promise<Progress> => {
  const { rows } = await db.query<Progress>({
    name: 'import-progress',
    text: 'select rows as now, ended_at is not null as ended from product_import where import_id = $1',
    values: [importId],
  });
  return rows[0] ?? { now: 0, ended: false };
};

/** Resolves when so many rows are there, or all. */
const progressTo = async (shop: Shop, importId: string, rows: number): Promise<void> => {
  for (;;) {
    const { now, ended } = await findProgress(shop, importId);
    if (ended || now >= rows) return;
    await delay(LOOKS_EVERY_MS);
  }
};

/**
 * Stops the shop's process until it is released. Resolves when its database has done what it was asked to do last:
 * nothing is done for nothing.
 */
const hold = async ({ pid, database: { db } }: Shop): Promise<() => void> => {
  process.kill(pid, 'SIGSTOP');
  const release = () => process.kill(pid, 'SIGCONT');
  try {
    while (await isBusy(db)) await delay(HOLD_LOOKS_EVERY_MS);
    return release;
  } catch (error) {
    release();
    throw error;
  }
};

const isBusy = async (db: Shop['database']['db']): Promise<boolean> => {
  const { rows } = await db.query<{ busy: boolean }>({
    name: 'shop-is-busy',
    text: `
      select exists (
        select from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state = 'active'
      ) as busy`,
  });
  return rows[0]?.busy ?? false;
};
