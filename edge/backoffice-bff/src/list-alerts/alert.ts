import type { Alert } from '@fondaco/contracts/http/backoffice-bff';
import type { PrometheusAlert } from '../prometheus/prometheus.ts';

const RANKS = ['critical', 'warning'];
const rank = (severity: string): number => {
  const found = RANKS.indexOf(severity);
  return found === -1 ? RANKS.length : found;
};

/** `docs/runbooks/service-down.md`, or an address that ends so. */
const runbookOf = ({ runbook, runbook_url }: Readonly<Record<string, string>>): string | null =>
  /([a-z0-9-]+)(?:\.md)?$/.exec(runbook ?? runbook_url ?? '')?.[1] ?? null;

/** `service?var-service=orders` */
const dashboardOf = ({ dashboard = '' }: Readonly<Record<string, string>>): string | null =>
  /^[a-z-]+(\?var-[a-z]+=[A-Za-z0-9._-]+)?$/.test(dashboard) ? dashboard : null;

/** As it is shown. `runbooks` are the names of those that there are. */
export const alertFrom = (
  { labels, annotations, state, activeAt }: PrometheusAlert,
  runbooks: ReadonlySet<string>,
): Alert => {
  const { alertname = '', severity = 'none', ...others } = labels;
  const runbook = runbookOf(annotations);
  return {
    name: alertname,
    state,
    severity,
    summary: annotations.summary ?? alertname,
    description: annotations.description ?? null,
    since: new Date(activeAt).toISOString(),
    labels: others,
    runbook: runbook !== null && runbooks.has(runbook) ? runbook : null,
    dashboard: dashboardOf(annotations),
  };
};

/** What fires before what is pending, what is critical before what is not, the newest first. */
export const worstFirst = (alerts: readonly Alert[]): Alert[] =>
  alerts.toSorted(
    (a, b) =>
      Number(b.state === 'firing') - Number(a.state === 'firing') ||
      rank(a.severity) - rank(b.severity) ||
      b.since.localeCompare(a.since) ||
      a.name.localeCompare(b.name),
  );
