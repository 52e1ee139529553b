import type { FileRows } from './file-rows.ts';
import { type GoodRow, judgeRow } from './import-row.ts';
import type { createRowReader, RawRow, Refusal } from './raw-row.ts';

/** Rows of a file, judged each by itself, and what follows them. */
export type JudgedRows = Omit<FileRows, 'rows'> & {
  readonly good: readonly GoodRow[];
  readonly bad: readonly Refusal[];
};

export const judgeRows = (
  { rows, ...place }: FileRows,
  readRow: ReturnType<typeof createRowReader>,
): JudgedRows => {
  const good: GoodRow[] = [];
  const bad: Refusal[] = [];
  for (const row of rows) {
    const read = readRow(row);
    if (read === null) continue;
    const judgement = isRefusal(read) ? { refused: read } : judgeRow(read);
    if ('refused' in judgement) bad.push(judgement.refused);
    else good.push(judgement.good);
  }
  return { ...place, good, bad };
};

const isRefusal = (read: RawRow | Refusal): read is Refusal => 'reason' in read;
