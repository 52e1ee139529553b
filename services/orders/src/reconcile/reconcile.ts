import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import type { paymentsClient } from '@fondaco/contracts/http/payments';
import type { reservationRecordsClient } from '@fondaco/contracts/http/products';
import { compare } from '../mismatch/mismatch.ts';
import { findOrderRecords, GRACE_SECONDS, replaceMismatches } from '../mismatch/mismatch-store.ts';
import { candidates } from './candidates.ts';
import { endRun, extendRun, takeRun } from './reconciliation-store.ts';

/** Longer than a batch takes, with calls that fail at their deadlines. */
const LEASE_SECONDS = 60;
/** What three services do for these is over before an order under way notices. */
const COMPARED_AT_ONCE = 100;
/** Looked at twice, for clocks that differ and transactions that were long under way. */
const OVERLAP_MS = GRACE_SECONDS * 1_000;

/**
 * Compares what Orders, Payments and Products have on record of all orders that changed since the last run, and
 * of those that were wrong then. One replica does it at a time. Answers whether this one did, and to the end;
 * throws what kept it from it.
 */
export const reconcile = (deps: {
  readonly db: Database;
  readonly payments: Pick<ReturnType<typeof paymentsClient>, 'records' | 'changes'>;
  readonly reservations: Pick<ReturnType<typeof reservationRecordsClient>, 'records' | 'changes'>;
  readonly owner: string;
  readonly everySeconds: number;
  readonly log: Log;
}) => {
  const { db, payments, reservations, owner, everySeconds, log } = deps;

  const compareAll = async (orderIds: readonly string[], now: Date): Promise<void> => {
    // The others first: what they have answered to, this side has on record.
    const [paid, reserved] = await Promise.all([payments.records(orderIds), reservations.records(orderIds)]);
    const orders = byOrder(await findOrderRecords(db, orderIds));
    const paymentOf = byOrder(paid.records);
    const reservationOf = byOrder(reserved.records);
    const found = orderIds.flatMap((orderId) =>
      compare(
        orders.get(orderId) ?? null,
        paymentOf.get(orderId) ?? null,
        reservationOf.get(orderId) ?? null,
        now,
      ).map((finding) => ({ orderId, ...finding })),
    );
    await db.transaction((tx) => replaceMismatches(tx, orderIds, found));
  };

  return async (signal?: AbortSignal): Promise<boolean> => {
    const run = await takeRun(db, owner, LEASE_SECONDS);
    if (!run) return false;
    let comparedUntil: Date | null = null;
    try {
      const since = new Date(Math.max(0, run.since.getTime() - OVERLAP_MS));
      let compared = 0;
      for await (const orderIds of candidates({ db, payments, reservations }, since)) {
        for (let first = 0; first < orderIds.length; first += COMPARED_AT_ONCE) {
          if (signal?.aborted || !(await extendRun(db, owner, LEASE_SECONDS))) return false;
          const some = orderIds.slice(first, first + COMPARED_AT_ONCE);
          const began = performance.now();
          await compareAll(some, run.began);
          compared += some.length;
          // After a rush there are thousands to compare, while more come in: at least half of the time is theirs.
          await delay(performance.now() - began, undefined, signal && { signal }).catch(() => undefined);
        }
      }
      comparedUntil = run.began;
      log.info({ orders: compared }, 'orders compared with payments and reservations');
      return true;
    } finally {
      await endRun(db, owner, comparedUntil, everySeconds);
    }
  };
};

const byOrder = <Item extends { readonly orderId: string }>(items: readonly Item[]): Map<string, Item> =>
  new Map(items.map((item) => [item.orderId, item]));
