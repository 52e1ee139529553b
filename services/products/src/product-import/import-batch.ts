import type { ImportBatchResult } from '@fondaco/contracts/http/products';
import type { GoodRow, Judgement } from './import-row.ts';

/** By SKU: the line of the import that it was taken from. */
export type Claims = ReadonlyMap<string, number>;

/** `fresh` are the accepted rows that no earlier batch, and no earlier sending of this one, has brought. */
export type SettledBatch = { readonly fresh: readonly GoodRow[]; readonly result: ImportBatchResult };

/**
 * Settles a batch against what its import has taken so far: the first good row of a SKU wins. A row that
 * is known as the winner was answered before; it is accepted again and has no further effect.
 */
export const settleBatch = (judgements: readonly Judgement[], claims: Claims): SettledBatch => {
  const taken = new Map(claims);
  const fresh: GoodRow[] = [];
  const rejected: ImportBatchResult['rejected'] = [];
  for (const judgement of judgements) {
    const { line } = judgement;
    if ('reason' in judgement) {
      rejected.push({ line, reason: judgement.reason });
      continue;
    }
    const winner = taken.get(judgement.good.sku);
    if (winner === undefined) {
      taken.set(judgement.good.sku, line);
      fresh.push(judgement.good);
    } else if (winner !== line) {
      rejected.push({ line, reason: 'duplicate-sku' });
    }
  }
  return { fresh, result: { accepted: judgements.length - rejected.length, rejected } };
};

/** Whether each row stands further down in the file than the one before it. */
export const linesRise = (rows: readonly { readonly line: number }[]): boolean =>
  rows.every((row, index) => index === 0 || row.line > (rows[index - 1]?.line ?? 0));
