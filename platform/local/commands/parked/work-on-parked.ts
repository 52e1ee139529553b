import type {
  DiscardResponse,
  ParkedMessageFilter,
  ParkedMessageSummary,
  RetryResponse,
} from '@fondaco/contracts/http/parked-messages';
import type { OperatorContext } from '../operator-context.ts';
import { askService } from './ask-service.ts';
import type { Listing } from './parked-texts.ts';

/** As many as one request takes. */
const AT_ONCE = 100;

/** Up to `limit` messages of the service, the earliest first. */
export const listParked = (
  instance: OperatorContext,
  service: string,
  filter: ParkedMessageFilter,
  limit: number,
): Promise<Listing> =>
  askService(instance, service, async (messages) => {
    const items: ParkedMessageSummary[] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await messages.list({ ...filter, cursor, limit: Math.min(limit - items.length, AT_ONCE) });
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
      if (cursor === undefined || items.length >= limit)
        return { service, items, counts: page.counts, more: cursor !== undefined };
    }
  });

export type Selection = {
  readonly ids: readonly number[];
  readonly consumer?: string;
  readonly key?: string;
};

/** In the order in which they came, however many requests that takes. */
export const retryParked = (
  instance: OperatorContext,
  service: string,
  { ids, ...filter }: Selection,
): Promise<RetryResponse['results']> =>
  askService(instance, service, async (messages) => {
    const selections = ids.length === 0 ? [filter] : inParts(ids).map((part) => ({ ids: part }));
    const results: RetryResponse['results'] = [];
    for (const selection of selections) {
      let after: number | null = 0;
      while (after !== null) {
        const answer: RetryResponse = await messages.retry({ ...selection, after });
        results.push(...answer.results);
        after = answer.continueAfter;
      }
    }
    return results;
  });

export const discardParked = (
  instance: OperatorContext,
  service: string,
  ids: readonly number[],
  reason: string,
): Promise<DiscardResponse['results']> =>
  askService(instance, service, async (messages) => {
    const results: DiscardResponse['results'] = [];
    for (const part of inParts(ids)) results.push(...(await messages.discard({ ids: part, reason })).results);
    return results;
  });

const inParts = (ids: readonly number[]): number[][] => {
  const ordered = ids.toSorted((a, b) => a - b);
  return Array.from({ length: Math.ceil(ordered.length / AT_ONCE) }, (_, n) =>
    ordered.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  );
};
