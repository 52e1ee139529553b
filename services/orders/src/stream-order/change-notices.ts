import type { Database, Subscription } from '@fondaco/chassis/postgres';
import type { Background, Log } from '@fondaco/chassis/service';

/**
 * Tells the replicas that read along of changed orders, by NOTIFY. Nothing is sent while nobody reads: readers
 * say so, and again from time to time. What gets lost is found by the readers' own poll.
 */
export type ChangeNotices = {
  /** Called after a commit, never inside the transaction, where a NOTIFY makes commits wait for each other. */
  changed(orderIds: readonly string[]): void;
  /** Says to the others that this replica reads along. */
  readAlong(): void;
  readonly background: Background;
};

const CHANNEL = 'orders_changed';
const COALESCE_MS = 20;
/** A payload has at most 8,000 bytes. */
const IDS_IN_NOTICE = 180;
const READER_MS = 60_000;

type Notice = { readonly from: string; readonly orders?: readonly string[] };

export const createChangeNotices = (deps: {
  readonly db: Database;
  readonly self: string;
  /** Of orders that were changed elsewhere; null says that some may have been missed. */
  readonly onChanged: (orderIds: readonly string[] | null) => void;
  readonly log: Log;
}): ChangeNotices => {
  const { db, self, onChanged, log } = deps;
  const waiting = new Set<string>();
  let scheduled = false;
  let othersReadUntil = 0;
  let subscription: Subscription | undefined;

  const notify = (notice: Omit<Notice, 'from'>): void => {
    const payload = JSON.stringify({ from: self, ...notice } satisfies Notice);
    db.query({
      name: 'notify-orders-changed',
      text: 'select pg_notify($1, $2)',
      values: [CHANNEL, payload],
    }).catch((error: unknown) =>
      log.debug({ err: error }, 'could not tell other replicas of changed orders'),
    );
  };

  const flush = (): void => {
    scheduled = false;
    const ids = [...waiting];
    waiting.clear();
    for (let first = 0; first < ids.length; first += IDS_IN_NOTICE)
      notify({ orders: ids.slice(first, first + IDS_IN_NOTICE) });
  };

  const take = (payload: string): void => {
    const notice: Notice | null = payload === '' ? null : JSON.parse(payload);
    if (notice?.from === self) return;
    if (!notice) onChanged(null);
    else if (notice.orders) onChanged(notice.orders);
    else othersReadUntil = performance.now() + READER_MS;
  };

  return {
    changed: (orderIds) => {
      if (performance.now() > othersReadUntil) return;
      for (const orderId of orderIds) waiting.add(orderId);
      if (scheduled) return;
      scheduled = true;
      setTimeout(flush, COALESCE_MS).unref();
    },
    readAlong: () => notify({}),
    background: {
      name: 'orders.change-notices',
      start: async () => {
        subscription = db.listen(CHANNEL, take);
      },
      stop: async () => subscription?.stop(),
    },
  };
};
