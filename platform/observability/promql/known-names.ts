import { labelsOf, seriesNames } from '@fondaco/contracts/telemetry/metrics';
import { readExpression } from './expression.ts';

/** What Prometheus adds to each series by the scrape configuration, and what belongs to histograms. */
const EVERYWHERE = ['job', 'service', 'instance', 'le', 'quantile'];

/**
 * What is wrong with an expression: series that nobody has, labels that a series does not have. `recorded` are the
 * names that recording rules make. Grafana's variables must have been filled in (`fillVariables`).
 */
export const problemsOf = (expression: string, recorded: ReadonlySet<string>): string[] => {
  try {
    return readExpression(expression).selectors.flatMap(({ name, labels }) => {
      if (recorded.has(name)) return [];
      if (!seriesNames.has(name)) return [`${name} is not on the list of contracts/telemetry`];
      const known = new Set([...labelsOf(name), ...EVERYWHERE]);
      return labels.filter((label) => !known.has(label)).map((label) => `${name} has no label ${label}`);
    });
  } catch (error) {
    if (error instanceof SyntaxError) return [error.message];
    throw error;
  }
};

/** Grafana's `$__rate_interval` is a duration, `$service` within a matcher any text. */
export const fillVariables = (expression: string): string =>
  expression
    .replaceAll(/\$\{?__(rate_interval|interval|range)\}?/g, '5m')
    .replaceAll(/\$\{?[a-z_]\w*(?::\w+)?\}?/gi, 'any');
