import type { TimeRange } from '@fondaco/contracts/http/backoffice-bff';
import type { Span } from '../prometheus/prometheus.ts';

const SECONDS: Readonly<Record<TimeRange, number>> = {
  '15m': 900,
  '1h': 3_600,
  '6h': 21_600,
  '24h': 86_400,
  '7d': 604_800,
};

/** More than these a chart cannot show. */
const POINTS = 180;

/**
 * The points of time that a dashboard shows. They are multiples of the step, so that the curves of two
 * refreshes have the same points and do not tremble.
 */
export const spanOf = (range: TimeRange, now: Date, scrapeIntervalSeconds: number): Span => {
  const seconds = SECONDS[range];
  const step = Math.max(scrapeIntervalSeconds, Math.ceil(seconds / POINTS));
  const to = Math.floor(now.getTime() / 1000 / step) * step;
  return { from: to - Math.floor(seconds / step) * step, to, step };
};
