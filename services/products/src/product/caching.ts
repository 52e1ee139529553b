import { createHash } from 'node:crypto';

/**
 * Public pages may be a little old, and old rather than missing while this service is away: what is
 * ordered is priced and reserved from what is true then.
 */
export const CACHE_CONTROL = 'public, max-age=5, stale-while-revalidate=30, stale-if-error=600';

/** Weak: the same answer may be sent compressed or not. */
export const entityTag = (answer: unknown): string =>
  `W/"${createHash('sha256').update(JSON.stringify(answer)).digest('base64url').slice(0, 22)}"`;

/** Whether the client has the answer already, by its If-None-Match header. */
export const isKnown = (ifNoneMatch: string | undefined, tag: string): boolean =>
  (ifNoneMatch ?? '').split(',').some((one) => ['*', tag].includes(one.trim()));
