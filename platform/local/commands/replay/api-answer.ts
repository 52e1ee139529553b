import type { ProblemDocument } from '@fondaco/contracts/http/common';
import { TryAgain } from '../patience.ts';

/** A 2xx with what it brought, or the API's own "no". */
export type ApiAnswer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly status: number; readonly problem: ProblemDocument };

/** Throws TryAgain when the answer is only about now: 429, 5xx, or a 2xx that was cut short. */
export const readAnswer = (answer: {
  readonly status: number;
  readonly retryAfter: string | string[] | undefined;
  readonly text: string;
  /** What was asked, for messages: `POST /orders`. */
  readonly to: string;
}): ApiAnswer => {
  const { status, text, to } = answer;
  const body = parsed(text);
  if (status >= 200 && status < 300) {
    if (body === undefined) throw new TryAgain(`${to} answered ${status} without JSON`);
    return { ok: true, body };
  }
  const problem = isProblem(body)
    ? body
    : { type: 'about:blank', title: `answered ${status}`, status, code: 'unknown' };
  if (status !== 429 && status < 500) return { ok: false, status, problem };
  const seconds = status === 429 ? Number(answer.retryAfter) : 0;
  throw new TryAgain(`${to} answered ${status} ${problem.code}`, {
    afterMs: seconds > 0 ? seconds * 1000 : 0,
  });
};

const isProblem = (body: unknown): body is ProblemDocument =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
