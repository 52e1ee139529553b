import type { Health } from '@fondaco/contracts/http/backoffice-bff';

/** How good or bad something is: a colour and a shape each, for whoever can't tell the colours apart. */
export type Level = 'good' | 'warn' | 'bad' | 'none';

const SHAPES: Readonly<Record<Level, string>> = {
  good: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z',
  warn: 'M8 1.5 15 14H1z',
  bad: 'M2 2h12v12H2z',
  none: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zm0 2.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z',
};

/** Only the sign: what it means must stand beside it in words. */
export const Mark = ({ level }: { readonly level: Level }) => (
  <svg className={`mark mark-${level}`} viewBox="0 0 16 16" aria-hidden="true">
    <path d={SHAPES[level]} fillRule="evenodd" />
  </svg>
);

export const levelOf: Readonly<Record<Health, Level>> = {
  up: 'good',
  degraded: 'warn',
  down: 'bad',
  unknown: 'none',
};

export const HEALTH_TEXT: Readonly<Record<Health, string>> = {
  up: 'up',
  degraded: 'degraded',
  down: 'down',
  unknown: 'unknown',
};
