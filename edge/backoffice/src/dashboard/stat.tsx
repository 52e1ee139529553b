import type { Panel, PanelData } from '@fondaco/contracts/http/backoffice-bff';
import { formatted } from '../format/units.ts';
import { Mark } from '../page/mark.tsx';
import { lastOf } from './legend.ts';
import { levelOfValue } from './thresholds.ts';

/** One number as it is now, with its course behind it. */
export const Stat = ({ panel, data }: { readonly panel: Panel; readonly data: PanelData }) => {
  const values = data.series[0]?.values ?? [];
  const { unit, decimals, thresholds } = panel.fieldConfig?.defaults ?? {};
  const last = lastOf(values);
  const level = levelOfValue(last, thresholds);
  return (
    <div className={`stat stat-${level}`}>
      <p className="stat-value number">
        {level !== 'none' && <Mark level={level} />}
        {formatted(last, unit, decimals)}
      </p>
      <Sparkline values={values} />
    </div>
  );
};

const [WIDTH, HEIGHT] = [100, 24];

const Sparkline = ({ values }: { readonly values: readonly (number | null)[] }) => {
  const highest = Math.max(...values.map((value) => value ?? 0), 0);
  if (values.length < 2 || highest === 0) return null;
  const xOf = (index: number) => ((index / (values.length - 1)) * WIDTH).toFixed(1);
  const points = values
    .flatMap((value, index) =>
      value === null ? [] : `${xOf(index)},${(HEIGHT - (value / highest) * (HEIGHT - 2)).toFixed(1)}`,
    )
    .join(' ');
  const first = values.findIndex((value) => value !== null);
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polygon points={`${xOf(first)},${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} />
      <polyline points={points} vectorEffect="non-scaling-stroke" />
    </svg>
  );
};
