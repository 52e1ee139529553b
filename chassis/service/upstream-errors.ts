import { Unavailable } from './unavailable.ts';

/** RFC 9457, as another service sent it. */
export type UpstreamProblemDocument = {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
} & Readonly<Record<string, unknown>>;

/** No answer, a 5xx, an answer that breaks the contract, or an open breaker: 503 `<upstream>/unavailable`. */
export class UpstreamUnavailable extends Unavailable {
  readonly upstream: string;
  /** The upstream itself has answered, though not with what it should: it is there. */
  readonly reached: boolean;

  constructor(
    upstream: string,
    reason: string,
    options: { readonly cause?: unknown; readonly reached?: boolean } = {},
  ) {
    super(`${upstream}: ${reason}`, { cause: options.cause, code: `${upstream}/unavailable` });
    this.upstream = upstream;
    this.reached = options.reached ?? false;
  }
}

/** The upstream's own "no", a 4xx. */
export class UpstreamProblem extends Error {
  readonly upstream: string;
  readonly status: number;
  readonly problem: UpstreamProblemDocument;

  constructor(upstream: string, status: number, problem: UpstreamProblemDocument) {
    super(`${upstream} answered ${status} ${problem.code}`);
    this.name = 'UpstreamProblem';
    this.upstream = upstream;
    this.status = status;
    this.problem = problem;
  }
}
