import type { Health, Unit } from '@fondaco/contracts/http/backoffice-bff';
import type { ReactNode } from 'react';
import { formatted } from '../format/units.ts';
import { HEALTH_TEXT, levelOf, Mark } from '../page/mark.tsx';

/** The sign and the word for how a part is; `more` beside it: `1 of 2`. */
export const HealthLine = ({ health, more }: { readonly health: Health; readonly more?: string | null }) => (
  <span className={`health health-${health}`}>
    <Mark level={levelOf[health]} />
    {HEALTH_TEXT[health]}
    {more && <span className="soft"> {more}</span>}
  </span>
);

type Figure = {
  readonly label: string;
  readonly value: number | null;
  readonly unit: Unit;
  /** From here on it is drawn as bad. */
  readonly bad?: number;
};

export const Figures = ({ figures }: { readonly figures: readonly Figure[] }) => (
  <dl className="figures">
    {figures.map(({ label, value, unit, bad }) => (
      <div key={label} className={bad !== undefined && (value ?? 0) >= bad ? 'figure figure-bad' : 'figure'}>
        <dt>{label}</dt>
        <dd>{formatted(value, unit)}</dd>
      </div>
    ))}
  </dl>
);

export const trafficFigures = (traffic: {
  readonly requests: number | null;
  readonly errors: number | null;
  readonly p99: number | null;
}): readonly Figure[] => [
  { label: 'requests', value: traffic.requests, unit: 'reqps' },
  { label: 'errors', value: traffic.errors, unit: 'percentunit', bad: 0.01 },
  { label: 'p99', value: traffic.p99, unit: 's', bad: 1 },
];

/** One part of the map. `lookAt` is told when somebody points at it or comes to it by keyboard. */
export const Part = ({
  name,
  health,
  kind,
  lit,
  lookAt,
  children,
}: {
  readonly name: string;
  readonly health: Health;
  readonly kind: string;
  readonly lit: boolean;
  readonly lookAt: (name: string | null) => void;
  readonly children: ReactNode;
}) => (
  <article
    className={`part part-${kind} part-${health}${lit ? ' part-lit' : ''}`}
    data-node={name}
    data-health={health}
    aria-label={name}
    onMouseEnter={() => lookAt(name)}
    onMouseLeave={() => lookAt(null)}
    onFocus={() => lookAt(name)}
    onBlur={() => lookAt(null)}
  >
    {children}
  </article>
);
