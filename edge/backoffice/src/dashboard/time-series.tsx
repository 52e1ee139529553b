import type { DashboardData, Panel, PanelData } from '@fondaco/contracts/http/backoffice-bff';
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatted } from '../format/units.ts';
import { useOffice } from '../office.tsx';
import { useShownTheme } from '../page/theme-switch.tsx';
import type { Chart, ChartData } from './chart.ts';
import { chartColours, seriesClass } from './colours.ts';
import { lastOf, nameOf } from './legend.ts';

type Props = { readonly panel: Panel; readonly data: PanelData; readonly span: DashboardData };

export const TimeSeries = ({ panel, data, span }: Props) => {
  const [pointed, point] = useState<number | null>(null);
  const { unit = 'short', decimals } = panel.fieldConfig?.defaults ?? {};
  const chart = useMemo(() => chartData(panel, data, span), [panel, data, span]);
  return (
    <>
      <Canvas panel={panel} chart={chart} point={point} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul className="legend" tabIndex={0} aria-label={`${panel.title}, legend`}>
        {chart.series.map(({ name, values }, index) => (
          <li key={name}>
            <span className={`swatch ${seriesClass(index)}`} />
            <span className="legend-name">{name}</span>
            <span className="number">
              {formatted(pointed === null ? lastOf(values) : values[pointed], unit, decimals)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};

const Canvas = ({
  panel,
  chart,
  point,
}: {
  readonly panel: Panel;
  readonly chart: ChartData;
  readonly point: (index: number | null) => void;
}) => {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Chart | null>(null);
  const newest = useRef(chart);
  newest.current = chart;
  const { drawChart } = useOffice();
  const theme = useShownTheme();
  const names = chart.series.map(({ name }) => name).join('\n');

  // biome-ignore lint/correctness/useExhaustiveDependencies: other series or another theme need another drawing
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const { unit = 'short', decimals, min, max, custom } = panel.fieldConfig?.defaults ?? {};
    const drawing = drawChart(element, newest.current, {
      unit,
      decimals,
      min,
      max,
      stacked: custom?.stacking?.mode === 'normal',
      colours: chartColours(element),
      onPoint: point,
    });
    drawn.current = drawing;
    return () => {
      drawn.current = null;
      drawing.remove();
    };
  }, [panel, names, theme, point, drawChart]);
  useEffect(() => drawn.current?.show(chart), [chart]);

  return <div className="canvas" ref={place} role="img" aria-label={spoken(panel, chart)} />;
};

const chartData = (panel: Panel, data: PanelData, { from, to, step }: DashboardData): ChartData => ({
  times: Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step),
  series: data.series
    .map((series) => ({ name: nameOf(series, panel), values: series.values }))
    .toSorted((a, b) => a.name.localeCompare(b.name)),
});

/** What the curves say to somebody who can't see them; the legend has the last values. */
const spoken = ({ title = '', fieldConfig }: Panel, { series }: ChartData): string => {
  const unit = fieldConfig?.defaults.unit ?? 'short';
  const highest = Math.max(0, ...series.flatMap(({ values }) => values.filter((value) => value !== null)));
  return `${title}: ${series.length === 1 ? 'one curve' : `${series.length} curves`}, up to ${formatted(highest, unit)}`;
};
