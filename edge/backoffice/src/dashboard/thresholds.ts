import type { Thresholds } from '@fondaco/contracts/http/backoffice-bff';
import type { Level } from '../page/mark.tsx';

const LEVELS: Readonly<Record<string, Level>> = { green: 'good', orange: 'warn', red: 'bad' };

/** How good a value is by the last step that it reaches; `none` where nothing is said of that. */
export const levelOfValue = (value: number | null, thresholds: Thresholds | undefined): Level => {
  if (value === null || thresholds === undefined) return 'none';
  const reached = thresholds.steps.findLast((step) => step.value === null || value >= step.value);
  return LEVELS[reached?.color ?? ''] ?? 'none';
};
