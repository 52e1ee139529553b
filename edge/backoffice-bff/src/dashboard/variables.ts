import { Problem } from '@fondaco/chassis/service';
import type { Prometheus } from '../prometheus/prometheus.ts';
import type { Dashboard } from './dashboard-files.ts';

/** A service that has not been there for so long is not offered any more. */
const RECENT_SECONDS = 3_600;

const declared = ({ templating }: Dashboard) => templating?.list ?? [];

/** What each variable of the dashboard may be now. */
export const readVariables = (
  prometheus: Pick<Prometheus, 'labelValues'>,
  dashboard: Dashboard,
  now: Date,
): Promise<{ name: string; label: string; values: string[] }[]> =>
  Promise.all(
    declared(dashboard).map(async ({ name, label, query }) => {
      const [, selector = '', of = ''] = /^label_values\((.+), ([a-z_]+)\)$/.exec(query) ?? [];
      const since = Math.floor(now.getTime() / 1000) - RECENT_SECONDS;
      return { name, label: label ?? name, values: await prometheus.labelValues(of, selector, since) };
    }),
  );

/**
 * The variables of a request's query: `var-service=orders`. Every one of the dashboard must be there, and no
 * other. Throws Problem 400.
 */
export const givenVariables = (
  dashboard: Dashboard,
  query: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> => {
  const names = declared(dashboard).map(({ name }) => name);
  const given = Object.entries(query).flatMap(([parameter, value]) =>
    parameter.startsWith('var-') && value !== undefined ? [[parameter.slice(4), value] as const] : [],
  );
  const unknown = given.filter(([name]) => !names.includes(name)).map(([name]) => name);
  const missing = names.filter((name) => !given.some(([one]) => one === name));
  if (unknown.length > 0 || missing.length > 0)
    throw new Problem({
      status: 400,
      code: 'backoffice-bff/wrong-variables',
      title: 'These are not the variables of the dashboard',
      detail: [
        ...missing.map((name) => `var-${name} is missing`),
        ...unknown.map((name) => `there is no ${name}`),
      ].join(', '),
    });
  return Object.fromEntries(given);
};
