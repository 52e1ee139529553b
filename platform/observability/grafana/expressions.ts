/** PromQL that many panels are made of. `by` and `where` are lists of labels and of matchers: `service, route`. */

const requests = 'http_server_request_duration_seconds';
const SERVER_ERROR = 'http_response_status_code=~"5.."';

/** As wide as the distance of the points needs; the data source knows the scrape interval. */
export const STEP = '$__rate_interval';

type Scope = { readonly by: string; readonly where?: string; readonly over?: string };

const matching = (...matchers: readonly (string | undefined)[]): string => {
  const all = matchers.filter((matcher) => matcher !== undefined && matcher !== '').join(', ');
  return all === '' ? '' : `{${all}}`;
};

/** Per second, of a counter. */
export const rate = (counter: string, { by, where, over = STEP }: Scope): string =>
  `sum by (${by}) (rate(${counter}${matching(where)}[${over}]))`;

/** Seconds, of a histogram. */
export const quantile = (q: number, histogram: string, { by, where, over = STEP }: Scope): string =>
  `histogram_quantile(${q}, sum by (${['le', by].filter(Boolean).join(', ')}) (rate(${histogram}_bucket${matching(where)}[${over}])))`;

/** Mean seconds, of a histogram; nothing where nothing happened. */
export const mean = (histogram: string, scope: Scope): string =>
  `${rate(`${histogram}_sum`, scope)} / (${rate(`${histogram}_count`, scope)} > 0)`;

export const requestRate = (scope: Scope): string => rate(`${requests}_count`, scope);

/** Which share of a counter's increase has `which`, 0 to 1; nothing where the counter stood still. */
export const shareOf = (counter: string, which: string, scope: Scope): string => {
  const all = rate(counter, scope);
  const some = rate(counter, { ...scope, where: [scope.where, which].filter(Boolean).join(', ') });
  return `(${some} or 0 * ${all}) / (${all} > 0)`;
};

/** Share of requests that were answered with a 5xx. */
export const errorShare = (scope: Scope): string => shareOf(`${requests}_count`, SERVER_ERROR, scope);

export const requestQuantile = (q: number, scope: Scope): string => quantile(q, requests, scope);
