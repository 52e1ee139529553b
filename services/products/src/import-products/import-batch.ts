import type { Database, Transaction } from '@fondaco/chassis/postgres';
import type { ImportFailure } from '@fondaco/contracts/http/imports';
import type { ProductMetrics } from '../metrics.ts';
import type { JudgedRows } from '../product-import/judged-rows.ts';
import { advanceImport, holdLease } from '../product-import/lease-store.ts';
import { planBatch } from '../product-import/plan.ts';
import type { ProductImport } from '../product-import/product-import-store.ts';
import type { Refusal } from '../product-import/raw-row.ts';
import { insertRefusals } from '../product-import/refusal-store.ts';
import { insertTaken } from '../product-import/taken-store.ts';
import { Overtaken } from './overtaken.ts';
import { readCatalogue } from './read-catalogue.ts';
import type { WritePlan } from './write-plan.ts';

/** Somebody else works at the import now. */
export class LeaseLost extends Error {
  constructor() {
    super('somebody else has taken the import over');
    this.name = 'LeaseLost';
  }
}

export type ImportBatch = (
  batch: JudgedRows,
  by: {
    readonly current: ProductImport;
    readonly lease: string;
    /** Called, possibly more than once, when there is a while to wait for the database. */
    readonly meanwhile: () => void;
  },
) => Promise<void>;

/**
 * Takes rows of a file in one transaction, together with how far the file has come. Throws LeaseLost, and what the
 * database throws; then nothing has happened.
 */
export const importBatch =
  (deps: {
    readonly db: Database;
    readonly writePlan: WritePlan;
    readonly newId: () => string;
    readonly metrics: ProductMetrics;
  }): ImportBatch =>
  async (batch, { current, lease, meanwhile }) => {
    const { importId } = current;
    const { good, bad } = batch;

    const work = async (tx: Transaction): Promise<void> => {
      if (!(await holdLease(tx, importId, lease))) throw new LeaseLost();
      const catalogue = await readCatalogue(tx, importId, good, deps.newId);
      const plan = planBatch(good, catalogue, deps.newId);
      const knownSkus = catalogue.variants.map(({ sku }) => sku);
      await deps.writePlan(tx, plan, { ...current, knownSkus, meanwhile });
      const refusals = [...bad, ...plan.refusals];
      if (plan.accepted.length > 0) await insertTaken(tx, importId, plan.accepted);
      if (refusals.length > 0) await insertRefusals(tx, importId, refusals);
      await advanceImport(tx, importId, {
        next: batch.next,
        rows: good.length + bad.length,
        ...plan.counts,
        rejected: countedBy(refusals),
        ended: endOf(batch),
      });
      tx.afterCommit(() => deps.metrics.imported({ ...plan.counts, rejected: refusals.length }));
    };
    await unlessOvertaken(() => deps.db.transaction(work));
  };

const countedBy = (refusals: readonly Refusal[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { reason } of refusals) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
};

const endOf = ({ ends, unclosed }: JudgedRows): 'done' | ImportFailure | null => {
  if (unclosed !== null) {
    return {
      code: 'quote-not-closed',
      line: unclosed,
      detail: `In line ${unclosed} a quote (") is opened and not closed, or only after more than a row may have: what follows cannot be told apart. The rows above it were imported.`,
    };
  }
  return ends ? 'done' : null;
};

const MAX_ATTEMPTS = 5;

const unlessOvertaken = async (attempt: () => Promise<void>): Promise<void> => {
  for (let left = MAX_ATTEMPTS; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Overtaken) || left === 1) throw error;
    }
  }
};
