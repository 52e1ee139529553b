import type { Import } from '@fondaco/contracts/http/imports';

/** `rejected` has the reasons that occurred. */
export type ImportSummary = {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: Readonly<Record<string, number>>;
};

export const summaryOf = ({ rows, accepted, rejected }: Import): ImportSummary => ({
  rows,
  accepted,
  rejected,
});

/** For people. */
export const describeImport = ({ rows, accepted, rejected }: ImportSummary): string =>
  [
    `${rows} rows: ${accepted} accepted, ${rows - accepted} refused.`,
    ...Object.entries(rejected)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => `  ${String(count).padStart(6)}  ${reason}`),
  ].join('\n');
