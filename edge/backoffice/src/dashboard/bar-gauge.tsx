import type { Panel, PanelData } from '@fondaco/contracts/http/backoffice-bff';
import { formatted } from '../format/units.ts';
import { Mark } from '../page/mark.tsx';
import { lastOf, nameOf } from './legend.ts';
import { levelOfValue } from './thresholds.ts';

/** A bar for each series as it is now, the longest first. */
export const BarGauge = ({ panel, data }: { readonly panel: Panel; readonly data: PanelData }) => {
  const { unit, decimals, max, thresholds } = panel.fieldConfig?.defaults ?? {};
  const bars = data.series
    .map((series) => ({ name: nameOf(series, panel), value: lastOf(series.values) }))
    .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0) || a.name.localeCompare(b.name));
  const whole = max ?? Math.max(...bars.map(({ value }) => value ?? 0), 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scroll" tabIndex={0} aria-label={`${panel.title}, bars`}>
      <ul className="bars">
        {bars.map(({ name, value }) => {
          const level = levelOfValue(value, thresholds);
          const share = whole > 0 ? Math.min(1, (value ?? 0) / whole) : 0;
          return (
            <li key={name}>
              <span className="bar-name">{name}</span>
              <span className="bar">
                <span className={`bar-fill bar-${level}`} style={{ width: `${share * 100}%` }} />
              </span>
              <span className={`number level-${level}`}>
                {(level === 'warn' || level === 'bad') && <Mark level={level} />}{' '}
                {formatted(value, unit, decimals)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
};
