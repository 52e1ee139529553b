import type { Database } from '../../postgres/index.ts';
import { findNextToRetry } from './parked-message-read-store.ts';
import type { RetryMessage, RetryOutcome } from './retry-message.ts';

/** Either ids, or all of a consumer, of a key, or of both. */
export type RetrySelection = {
  readonly ids?: readonly number[] | undefined;
  readonly consumer?: string | undefined;
  readonly key?: string | undefined;
  /** What the request before answered as `continueAfter`. */
  readonly after?: number | undefined;
};

export type RetryReport = {
  readonly results: readonly ({ readonly id: number } & RetryOutcome)[];
  /** Not null when there is more to do than one request does. */
  readonly continueAfter: number | null;
};

/** A request answers before any proxy or caller loses its patience. */
const MOST_MESSAGES = 100;
const MOST_MS = 10_000;

/**
 * Goes through the messages in the order in which they came, each in a transaction of its own. What fails holds
 * up only what follows it under its key. Throws when the infrastructure fails: what was done before stays done,
 * and the request can be repeated.
 */
export const retryMessages = (deps: { readonly db: Database; readonly retryMessage: RetryMessage }) => {
  const { db } = deps;
  return async ({ ids, consumer, key, after = 0 }: RetrySelection, actor: string): Promise<RetryReport> => {
    const ordered = ids?.toSorted((a, b) => a - b);
    const next = async (behind: number): Promise<number | null> =>
      ordered
        ? (ordered.find((id) => id > behind) ?? null)
        : findNextToRetry(db, { consumer, key, after: behind });

    const began = performance.now();
    const results: ({ readonly id: number } & RetryOutcome)[] = [];
    for (let id = await next(after); id !== null; id = await next(id)) {
      results.push({ id, ...(await deps.retryMessage(id, actor)) });
      const full = results.length >= MOST_MESSAGES || performance.now() - began > MOST_MS;
      if (full) return { results, continueAfter: (await next(id)) === null ? null : id };
    }
    return { results, continueAfter: null };
  };
};
