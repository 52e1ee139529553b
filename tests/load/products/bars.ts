import { ms } from '../statistics.ts';
import type { ImportStep } from './import-steps.ts';
import type { ProductsFigures } from './measure.ts';
import type { Growth, RawRatio, ReadFigures } from './reads.ts';

/** What must hold, and what was measured. `held` is null for what is only told. */
export type BarLine = {
  readonly what: string;
  readonly bar: string;
  readonly measured: string;
  readonly held: boolean | null;
};

const MIB = 1_024 * 1_024;
const mib = (bytes: number): string => `${(bytes / MIB).toFixed(0)} MiB`;
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

/** Of every so many rows. */
const RATES_EVERY_ROWS = 50_000;

/** How many rows a second there were, over the course of the import. */
const ratesOf = (steps: readonly ImportStep[]): string => {
  const rates: string[] = [];
  let [rows, seconds] = [0, 0];
  for (const [index, step] of steps.entries()) {
    [rows, seconds] = [rows + step.rows, seconds + step.seconds];
    if (rows < RATES_EVERY_ROWS && index < steps.length - 1) continue;
    rates.push((rows / seconds).toFixed(0));
    [rows, seconds] = [0, 0];
  }
  return rates.join(', ');
};

const importLines = ({ import: imported }: ProductsFigures): BarLine[] => {
  if (imported === null) return [{ what: 'import', bar: '', measured: 'not measured', held: null }];
  const { before, highest, steps } = imported;
  const rawRate = sum(steps.map(({ raw }) => raw.rows)) / sum(steps.map(({ raw }) => raw.seconds));
  const ratio = imported.rowsPerSecond / rawRate;
  const more = highest.rss - before.rss;
  return [
    {
      what: 'import against plain SQL',
      bar: '>= 30 %',
      measured: `${percent(ratio)}: ${imported.rowsPerSecond.toFixed(0)} of ${rawRate.toFixed(0)} rows/s`,
      held: ratio >= 0.3,
    },
    {
      what: 'import, memory more (RSS)',
      bar: '< 200 MB',
      measured: `${mib(more)}: from ${mib(before.rss)} to ${mib(highest.rss)}; PSS from ${mib(before.pss)} to ${mib(highest.pss)}`,
      held: more < 200e6,
    },
    {
      what: 'import, all of it',
      bar: '',
      measured: `${imported.rows} rows in ${imported.seconds.toFixed(0)} s, ${imported.uploadSeconds.toFixed(0)} s of it to send the file; all events published ${imported.publishedAfterSeconds.toFixed(0)} s later`,
      held: null,
    },
    {
      what: 'import, over its course',
      bar: '',
      measured: `rows/s of every ${RATES_EVERY_ROWS} rows: ${ratesOf(steps)}`,
      held: null,
    },
  ];
};

const readLine = (what: string, figures: ReadFigures, p99: number | null): BarLine => ({
  what,
  bar: p99 === null ? '' : `p99 <= ${p99} ms`,
  measured: `p50 ${ms(figures.p50)}, p99 ${ms(figures.p99)} at ${figures.halfRate.toFixed(0)}/s, half of ${figures.highestRate.toFixed(0)}/s${figures.failures === 0 ? '' : `; ${figures.failures} FAILED`}`,
  held: p99 === null ? null : figures.p99 <= p99 && figures.failures === 0,
});

const growthLine = (what: string, { time, p50, p99 }: Growth): BarLine => ({
  what,
  bar: '< 2 times',
  measured: `${time.toFixed(2)} times the time at the highest rate; p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)} times`,
  held: Math.max(time, p50, p99) < 2,
});

const rawLine = (what: string, { service, raw, ratio }: RawRatio): BarLine => ({
  what,
  bar: '>= 60 %',
  measured: `${percent(ratio)}: ${service.toFixed(0)} of ${raw.toFixed(0)} requests/s`,
  held: ratio >= 0.6,
});

export const barLines = (figures: ProductsFigures): BarLine[] => [
  ...importLines(figures),
  readLine('list of a category, deep pages too', figures.reads.list, 20),
  readLine('search with a typo and facets', figures.reads.search, 100),
  readLine('the same with filters', figures.reads.filteredSearch, 100),
  readLine('suggestions', figures.reads.suggestions, 20),
  readLine('product page', figures.reads.page, null),
  growthLine('list, from 1,000 products on', figures.growth.list),
  growthLine('product page, from 1,000 products on', figures.growth.page),
  rawLine('list of 24 against the raw limit', figures.raw.list),
  rawLine('product page against the raw limit', figures.raw.page),
];

const verdict = (held: boolean | null): string => (held === null ? '' : held ? 'held' : 'MISSED');

/** As a table of plain text. */
export const barTable = (lines: readonly BarLine[]): string[] => {
  const rows = lines.map(({ what, bar, measured, held }) => [what, bar, verdict(held), measured]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};
