import type { ImportRefusal } from '@fondaco/contracts/http/products';

/** `rejected` has the reasons that occurred. */
export type ImportSummary = {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: Readonly<Partial<Record<ImportRefusal, number>>>;
};

export const nothingImported: ImportSummary = { rows: 0, accepted: 0, rejected: {} };

export const withBatch = (
  summary: ImportSummary,
  batch: {
    readonly rows: number;
    readonly accepted: number;
    readonly rejected: readonly { readonly reason: ImportRefusal }[];
  },
): ImportSummary => {
  const rejected = { ...summary.rejected };
  for (const { reason } of batch.rejected) rejected[reason] = (rejected[reason] ?? 0) + 1;
  return { rows: summary.rows + batch.rows, accepted: summary.accepted + batch.accepted, rejected };
};

/** For people. */
export const describeImport = ({ rows, accepted, rejected }: ImportSummary): string =>
  [
    `${rows} rows: ${accepted} accepted, ${rows - accepted} refused.`,
    ...Object.entries(rejected)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => `  ${String(count).padStart(6)}  ${reason}`),
  ].join('\n');
