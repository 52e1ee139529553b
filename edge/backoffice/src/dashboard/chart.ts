import type { Unit } from '@fondaco/contracts/http/backoffice-bff';
import uPlot from 'uplot';
import { formatted } from '../format/units.ts';

export type ChartData = {
  /** Unix time in seconds. */
  readonly times: readonly number[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
};

export type ChartOptions = {
  readonly unit: Unit;
  readonly decimals?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly stacked: boolean;
  /** CSS colours: one for each series, for text, and for the grid. */
  readonly colours: { readonly series: readonly string[]; readonly text: string; readonly grid: string };
  /** Told the index of the time that somebody points at, null when nobody does. */
  readonly onPoint: (index: number | null) => void;
};

export type DrawChart = (element: HTMLElement, data: ChartData, options: ChartOptions) => Chart;

export type Chart = { readonly show: (data: ChartData) => void; readonly remove: () => void };

const DAY = 86_400;

/** The time of day, or the day where the curves go over several. */
const timesOf = (plot: uPlot, splits: readonly number[]): string[] => {
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  const isLong = (max ?? 0) - (min ?? 0) > 2 * DAY;
  return splits.map((split) =>
    new Date(split * 1000).toLocaleString(
      'en-GB',
      isLong ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' },
    ),
  );
};

const FONT = '11px system-ui, sans-serif';

/** Each series on top of those before it; nothing where none of them has a value. */
const stackedOnEachOther = (series: ChartData['series']): (number | null)[][] => {
  const sums: number[] = [];
  return series.map(({ values }) =>
    values.map((value, index) => {
      if (series.every((one) => one.values[index] == null)) return null;
      sums[index] = (sums[index] ?? 0) + (value ?? 0);
      return sums[index];
    }),
  );
};

const aligned = ({ times, series }: ChartData, stacked: boolean): uPlot.AlignedData => [
  [...times],
  ...(stacked ? stackedOnEachOther(series) : series.map(({ values }) => [...values])),
];

/** Draws into the element and keeps to its size. The charts of a page share their cross-hair. */
export const drawChart: DrawChart = (element, data, options) => {
  const { unit, decimals, colours, stacked } = options;
  const size = () => ({ width: element.clientWidth, height: element.clientHeight });
  const axis = { stroke: colours.text, font: FONT, ticks: { show: false } };
  const grid = { stroke: colours.grid, width: 1 };
  const plot = new uPlot(
    {
      ...size(),
      legend: { show: false },
      padding: [8, 8, 0, 0],
      cursor: {
        sync: { key: 'dashboard', setSeries: false },
        drag: { x: false, y: false },
        points: { size: 6 },
      },
      scales: {
        x: { time: true },
        y: {
          range: (_, lowest, highest) => [
            options.min ?? Math.min(0, lowest),
            options.max ?? (highest > 0 ? highest * 1.08 : 1),
          ],
        },
      },
      axes: [
        { ...axis, grid, size: 26, values: (self, splits) => timesOf(self, splits) },
        {
          ...axis,
          grid,
          size: 62,
          values: (_, splits) => splits.map((split) => formatted(split, unit, decimals)),
        },
      ],
      series: [
        {},
        ...data.series.map(({ name }, index) => ({
          label: name,
          stroke: colours.series[index % colours.series.length] ?? colours.text,
          width: 1.5,
          points: { show: false },
          ...(stacked ? { fill: faint(colours.series[index % colours.series.length] ?? colours.text) } : {}),
        })),
      ],
      // The upper ones first, or they would be drawn over what they stand on.
      bands: stacked
        ? data.series.slice(1).map((_, index): uPlot.Band => ({ series: [index + 2, index + 1] }))
        : [],
      hooks: { setCursor: [(self) => options.onPoint(self.cursor.idx ?? null)] },
    },
    aligned(data, stacked),
    element,
  );
  const observer = new ResizeObserver(() => plot.setSize(size()));
  observer.observe(element);
  return {
    show: (newer) => plot.setData(aligned(newer, stacked)),
    remove: () => {
      observer.disconnect();
      plot.destroy();
    },
  };
};

const faint = (colour: string): string => colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.35)');
