import type { Database } from '../postgres/index.ts';
import type { Log } from '../service/index.ts';
import { notifyBuckets } from './outbox-store.ts';

export const CHANNEL = 'messaging_outbox';

const COALESCE_MS = 20;

/** Tells the relays of other processes of new rows, at most once in 20 ms. A lost word costs one poll. */
export const createWakeUp = (db: Database, log: Log): { call(buckets: Iterable<number>): void } => {
  const waiting = new Set<number>();
  let scheduled = false;
  let called = Number.NEGATIVE_INFINITY;

  const flush = (): void => {
    scheduled = false;
    called = performance.now();
    const buckets = [...waiting];
    waiting.clear();
    notifyBuckets(db, CHANNEL, buckets).catch((error: unknown) => {
      log.debug({ err: error }, 'outbox: could not wake other relays');
    });
  };

  return {
    call: (buckets) => {
      for (const bucket of buckets) waiting.add(bucket);
      if (waiting.size === 0 || scheduled) return;
      scheduled = true;
      // The first one after a pause goes at once.
      setTimeout(flush, Math.max(0, called + COALESCE_MS - performance.now())).unref();
    },
  };
};

/** The buckets that a notification speaks of; none when it says that some may have been missed. */
export const parseNotification = (payload: string): number[] =>
  payload === '' ? [] : payload.split(',').map(Number);
