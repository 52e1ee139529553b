/** RFC 9457. `code` is stable and what pages decide by. */
export type ProblemDocument = {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
} & Readonly<Record<string, unknown>>;

/** The BFF said no. */
export class BffProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Partial<ProblemDocument>;

  constructor(status: number, problem: Partial<ProblemDocument>) {
    super(problem.title ?? `The BFF answered ${status}`);
    this.name = 'BffProblem';
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.problem = problem;
  }
}

/** No answer came, or none in time: whether the request was carried out is not known. */
export class BffUnreachable extends Error {
  constructor(cause: unknown) {
    super('The BFF could not be reached', { cause });
    this.name = 'BffUnreachable';
  }
}

type Call = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Whether it may be sent again when no good answer came. */
  readonly repeatable: boolean;
};

export type Change = Omit<Call, 'repeatable'> & { readonly repeatable?: boolean };

export type BffSettings = {
  readonly fetch: typeof globalThis.fetch;
  readonly wait: (ms: number) => Promise<void>;
  readonly timeoutMs?: number;
};

const RETRY_AFTER_MS = [300, 1200];
const isPassing = (failure: unknown) =>
  failure instanceof BffUnreachable ||
  (failure instanceof BffProblem && [502, 503, 504].includes(failure.status));

export type BffClient = ReturnType<typeof createBffClient>;

/**
 * A page's way to its BFF: the CSRF token, problem documents, time-outs, repeated reads. Answers what came as JSON,
 * or throws one of the errors above. `bff` is the name with which the BFF's problem codes begin.
 */
export const createBffClient = ({
  fetch,
  wait,
  timeoutMs = 10_000,
  bff,
  sessionPath,
}: BffSettings & { readonly bff: string; readonly sessionPath: string }) => {
  let csrfToken: string | undefined;

  const once = async (call: Call): Promise<unknown> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    let text: string;
    try {
      response = await fetch(call.path, {
        method: call.method,
        credentials: 'same-origin',
        headers: {
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(call.method === 'GET' || csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken }),
          ...call.headers,
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
      });
      text = await response.text();
    } catch (error) {
      call.signal?.throwIfAborted();
      throw new BffUnreachable(error);
    }
    const answer = parse(text);
    if (!response.ok) throw new BffProblem(response.status, (answer ?? {}) as Partial<ProblemDocument>);
    // A 200 that isn't JSON comes from something in between, not from the BFF.
    if (answer === undefined) throw new BffUnreachable(new Error('The answer is not JSON'));
    return answer;
  };

  const patiently = async (call: Call): Promise<unknown> => {
    for (const pause of call.repeatable ? RETRY_AFTER_MS : []) {
      try {
        return await once(call);
      } catch (failure) {
        if (!isPassing(failure)) throw failure;
        await wait(pause);
        call.signal?.throwIfAborted();
      }
    }
    return once(call);
  };

  const get = async <Answer>(path: string, signal?: AbortSignal) =>
    (await patiently({ method: 'GET', path, signal, repeatable: true })) as Answer;

  /** Asked once, for what will be asked again anyway. */
  const getOnce = async <Answer>(path: string, signal?: AbortSignal) =>
    (await once({ method: 'GET', path, signal, repeatable: false })) as Answer;

  /** The session that was answered is the one whose token goes with every change from now on. */
  const remembered = <Visitor extends { readonly csrfToken: string }>(visitor: Visitor): Visitor => {
    csrfToken = visitor.csrfToken;
    return visitor;
  };
  const session = async <Visitor extends { readonly csrfToken: string }>(signal?: AbortSignal) =>
    remembered(await get<Visitor>(sessionPath, signal));

  const change = async <Answer>(call: Change) => {
    if (csrfToken === undefined) await session(call.signal);
    const whole = { repeatable: false, ...call };
    try {
      return (await patiently(whole)) as Answer;
    } catch (failure) {
      // Another tab logged in or out, and the token changed under us. Nothing was done, so it may be sent again.
      if (!(failure instanceof BffProblem && failure.code === `${bff}/csrf-token`)) throw failure;
      await session(call.signal);
      return (await patiently(whole)) as Answer;
    }
  };

  return { get, getOnce, session, remembered, change };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
