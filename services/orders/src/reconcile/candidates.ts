import type { Queryable } from '@fondaco/chassis/postgres';
import type { paymentsClient } from '@fondaco/contracts/http/payments';
import type { reservationRecordsClient } from '@fondaco/contracts/http/products';
import { MAX_CHANGES } from '@fondaco/contracts/http/records';
import { PATIENCE_SECONDS } from '../mismatch/mismatch.ts';
import { findChangedOrders, findSuspects } from '../mismatch/mismatch-store.ts';
import { findOverdueOrders } from '../waiting/waiting-store.ts';

const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Ids of all orders that may be wrong, in pages, each once: those that changed in any of the three records,
 * those that were wrong before, and those that have waited for too long.
 */
export async function* candidates(
  sources: {
    readonly db: Queryable;
    readonly payments: Pick<ReturnType<typeof paymentsClient>, 'changes'>;
    readonly reservations: Pick<ReturnType<typeof reservationRecordsClient>, 'changes'>;
  },
  since: Date,
): AsyncGenerator<string[]> {
  const { db, payments, reservations } = sources;
  const seen = new Set<string>();
  const pages = [
    byId((after) => findSuspects(db, after, MAX_CHANGES)),
    byId((after) => findOverdueOrders(db, PATIENCE_SECONDS, after, MAX_CHANGES)),
    byId((after) => findChangedOrders(db, since, after, MAX_CHANGES)),
    byCursor((cursor) => payments.changes({ since: since.toISOString(), ...cursor })),
    byCursor((cursor) => reservations.changes({ since: since.toISOString(), ...cursor })),
  ];
  for (const source of pages) {
    for await (const page of source) {
      const fresh = page.filter((orderId) => !seen.has(orderId));
      for (const orderId of fresh) seen.add(orderId);
      if (fresh.length > 0) yield fresh;
    }
  }
}

async function* byId(read: (after: string) => Promise<string[]>): AsyncGenerator<string[]> {
  for (let after: string | undefined = FIRST; after !== undefined; ) {
    const page = await read(after);
    after = page.at(-1);
    if (page.length > 0) yield page;
  }
}

async function* byCursor(
  read: (page: { cursor?: string }) => Promise<{ orderIds: string[]; nextCursor: string | null }>,
): AsyncGenerator<string[]> {
  let cursor: string | null = null;
  do {
    const { orderIds, nextCursor }: { orderIds: string[]; nextCursor: string | null } = await read(
      cursor === null ? {} : { cursor },
    );
    cursor = nextCursor;
    yield orderIds;
  } while (cursor !== null);
}
