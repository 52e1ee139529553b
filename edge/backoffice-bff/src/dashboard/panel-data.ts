import type { Log } from '@fondaco/chassis/service';
import { UpstreamProblem } from '@fondaco/chassis/service';
import type { DashboardData, PanelData, Series } from '@fondaco/contracts/http/backoffice-bff';
import type { InstantResult, Prometheus, RangeResult, Span } from '../prometheus/prometheus.ts';
import type { Dashboard, Target } from './dashboard-files.ts';
import { filledIn } from './expression.ts';

type Parts = {
  readonly prometheus: Pick<Prometheus, 'now' | 'over'>;
  readonly scrapeIntervalSeconds: number;
  readonly log: Pick<Log, 'warn'>;
};
type DrawnPanel = Dashboard['panels'][number];

/** More series than these nobody can tell apart; a panel that has more has its first. */
const MOST_SERIES = 60;

export type ReadPanels = ReturnType<typeof createReadPanels>;

/**
 * Asks Prometheus for what the panels show. A panel of which an expression is refused says so; when Prometheus
 * itself gives no answer this throws UpstreamUnavailable.
 */
export const createReadPanels =
  ({ prometheus, scrapeIntervalSeconds, log }: Parts) =>
  async (
    panels: readonly DrawnPanel[],
    span: Span,
    variables: Readonly<Record<string, string>>,
  ): Promise<DashboardData> => {
    const seriesOf = async ({ refId, expr, instant }: Target): Promise<Series[]> => {
      const query = filledIn(expr, variables, span, scrapeIntervalSeconds);
      const series = instant
        ? (await prometheus.now(query)).map((result) => fromInstant(refId, result))
        : (await prometheus.over(query, span)).map((result) => fromRange(refId, result, span));
      return series.slice(0, MOST_SERIES);
    };

    const dataOf = async ({ id, title, targets = [] }: DrawnPanel): Promise<PanelData> => {
      try {
        const series = await Promise.all(targets.map(seriesOf));
        return { id, failed: false, series: series.flat() };
      } catch (error) {
        if (!(error instanceof UpstreamProblem)) throw error;
        log.warn({ panel: title, err: error }, 'Prometheus refuses an expression');
        return { id, failed: true, series: [] };
      }
    };

    const asking = panels.filter(({ targets = [] }) => targets.length > 0);
    return { ...span, panels: await Promise.all(asking.map(dataOf)) };
  };

/** NaN is what a share of nothing is: there is nothing to show. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const fromInstant = (refId: string, { labels, value }: InstantResult): Series => ({
  refId,
  labels: withoutName(labels),
  values: [finite(value)],
});

const fromRange = (refId: string, { labels, points }: RangeResult, { from, to, step }: Span): Series => {
  const values: (number | null)[] = new Array(Math.round((to - from) / step) + 1).fill(null);
  for (const [at, value] of points) values[Math.round((at - from) / step)] = finite(value);
  return { refId, labels: withoutName(labels), values };
};

const withoutName = (labels: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(labels).filter(([label]) => label !== '__name__'));
