import type { Span } from '../prometheus/prometheus.ts';

/**
 * The expression with what its variables stand for. As in Grafana, `$__rate_interval` covers a step and at least
 * four scrapes, so that a rate finds two samples even when one is missing.
 */
export const filledIn = (
  expr: string,
  variables: Readonly<Record<string, string>>,
  { step }: Pick<Span, 'step'>,
  scrapeIntervalSeconds: number,
): string => {
  const rateInterval = Math.max(step + scrapeIntervalSeconds, 4 * scrapeIntervalSeconds);
  const known: Readonly<Record<string, string>> = {
    ...variables,
    __rate_interval: `${rateInterval}s`,
    __interval: `${step}s`,
  };
  return expr.replace(/\$(?:\{(\w+)\}|(\w+))/g, (written, braced?: string, plain?: string) => {
    const value = known[braced ?? plain ?? ''];
    if (value === undefined) throw new Error(`${written} stands for nothing`);
    return value;
  });
};
