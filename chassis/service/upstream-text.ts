import type { UpstreamProblemDocument } from './upstream-errors.ts';

/** Null for nothing, undefined for what is no JSON. */
export const parseJson = (text: string): unknown => {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A 4xx may come from a proxy, which knows no problem documents. */
export const problemOf = (status: number, body: unknown): UpstreamProblemDocument => {
  const document = (typeof body === 'object' ? body : null) as Partial<UpstreamProblemDocument> | null;
  return typeof document?.code === 'string' && typeof document.title === 'string'
    ? ({ ...document, status } as UpstreamProblemDocument)
    : { status, code: 'upstream/refused', title: `Answered ${status} without a problem document` };
};

const PROXY_CODE = /^(balancer|gateway|upstream)\//;

/** Whether a 5xx says that nothing got through to the upstream. Its own 503 is a problem document of its own. */
export const isFromProxy = (status: number, body: unknown): boolean =>
  status === 502 || status === 504 || (status === 503 && PROXY_CODE.test(problemOf(status, body).code));
