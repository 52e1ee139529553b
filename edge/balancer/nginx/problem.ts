import { block } from './block.ts';

/** An answer that nginx gives itself, as an RFC 9457 problem document. */
export type NginxProblem = {
  /** A location's name, `@too_large`; a path where nginx may not yet have a URL to redirect within. */
  readonly location: `@${string}` | `/${string}`;
  /** nginx's own statuses that lead here. */
  readonly on: readonly number[];
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
};

/** For a location: which of nginx's statuses lead to which problem. */
export const errorPages = (problems: readonly NginxProblem[]): string[] =>
  problems.map(
    ({ on, status, location }) =>
      `error_page ${on.join(' ')} ${on.every((each) => each === status) ? '' : `=${status} `}${location};`,
  );

/** For a server: the locations that give the documents. `headers` are added to each. */
export const problemLocations = (problems: readonly NginxProblem[], headers: readonly string[]): string[] =>
  problems.flatMap(({ location, status, code, title, detail, retryAfterSeconds }) =>
    block(`location ${location.startsWith('@') ? '' : '= '}${location}`, [
      'internal;',
      // Or the type would be that of the file that was asked for.
      'types {}',
      'default_type application/problem+json;',
      ...headers,
      ...(retryAfterSeconds === undefined ? [] : [`add_header Retry-After ${retryAfterSeconds} always;`]),
      `return ${status} '${JSON.stringify({ type: 'about:blank', title, status, code, detail })}';`,
    ]),
  );

export const unavailable = (part: string, on: readonly number[] = [502, 503]): NginxProblem => ({
  location: '@unavailable',
  on,
  status: 503,
  code: `${part}/unavailable`,
  title: 'Not available now',
  detail:
    'The part that answers this is not there now. Try again, under the same Idempotency-Key if there is one.',
  retryAfterSeconds: 1,
});

export const timedOut = (part: string): NginxProblem => ({
  location: '@timed_out',
  on: [504],
  status: 504,
  code: `${part}/timed-out`,
  title: 'No answer in time',
  detail: 'The request may have been carried out. Try again, under the same Idempotency-Key if there is one.',
});

export const tooLarge: NginxProblem = {
  location: '@too_large',
  on: [413],
  status: 413,
  code: 'request/too-large',
  title: 'The body is too large',
  detail: 'A body may have 1 MiB at most, a picture 10 MiB, a webhook 256 KiB.',
};

/** What nginx refuses before it has chosen a location. */
export const unreadable: readonly NginxProblem[] = [
  {
    location: '/.problem/malformed',
    on: [400],
    status: 400,
    code: 'request/malformed',
    title: 'The request is malformed',
    detail: 'It is not HTTP as RFC 9110 says.',
  },
  {
    location: '/.problem/url-too-long',
    on: [414],
    status: 414,
    code: 'request/too-large',
    title: 'The URL is too long',
    detail: 'A URL may have 8 KiB at most.',
  },
  {
    location: '/.problem/headers-too-large',
    on: [494],
    status: 431,
    code: 'request/too-large',
    title: 'The headers are too large',
    detail: 'A header may have 8 KiB at most, all together 32 KiB.',
  },
];
