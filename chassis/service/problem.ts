/**
 * The one error that becomes an answer: an RFC 9457 document. `code` is stable (`orders/unknown-sku`) and
 * what programs decide by; `detail` is for people; `extra` are further members of the document.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: {
    readonly status: number;
    readonly code: string;
    readonly title: string;
    readonly detail?: string | undefined;
    readonly extra?: Readonly<Record<string, unknown>>;
    readonly headers?: Readonly<Record<string, string>>;
  }) {
    super(`${problem.code}: ${problem.detail ?? problem.title}`);
    this.name = 'Problem';
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.extra = problem.extra ?? {};
    this.headers = problem.headers ?? {};
  }
}

/** The document as it is sent, `application/problem+json`. */
export const problemDocument = (
  problem: Problem,
  where: { readonly instance: string; readonly traceId?: string | undefined },
) => ({
  type: 'about:blank',
  title: problem.title,
  status: problem.status,
  code: problem.code,
  ...(problem.detail === undefined ? {} : { detail: problem.detail }),
  instance: where.instance,
  ...problem.extra,
  ...(where.traceId === undefined ? {} : { traceId: where.traceId }),
});
