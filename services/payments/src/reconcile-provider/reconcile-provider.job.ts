import type { Database } from '@fondaco/chassis/postgres';
import type { PaymentMetrics } from '../metrics.ts';
import { compare, STUCK_SECONDS, type Suspicion, unknownToProvider } from '../mismatch/mismatch.ts';
import {
  countMismatches,
  findHeldSince,
  findOurRecords,
  findStuckWork,
  listSubjects,
  replaceMismatches,
} from '../mismatch/mismatch-store.ts';
import {
  type PaymentProvider,
  type ProviderPayment,
  ProviderUnavailable,
} from '../provider/payment-provider.ts';
import { claimComparison, finishComparison } from './reconciliation-store.ts';

/** A comparison that takes longer is given up by its replica, or has died with it. */
const LEASE_SECONDS = 300;
/** The provider's clock and ours may differ, and what has just changed is not settled yet. */
const OVERLAP_MS = 180_000;

/**
 * Compares what changed since the last comparison, and what was wrong then, with the provider's record. Answers
 * whether it was this replica's turn. Throws ProviderUnavailable: the next turn then begins where this one did.
 */
export const reconcileProvider = (deps: {
  readonly db: Database;
  readonly provider: PaymentProvider;
  readonly everySeconds: number;
  readonly metrics: PaymentMetrics;
  readonly newId: () => string;
}) => {
  const { db, provider, everySeconds, metrics, newId } = deps;

  const compareAll = async (payments: readonly ProviderPayment[]): Promise<Suspicion[]> => {
    const asked = payments.flatMap(({ attemptId, orderId }) =>
      isUuid(attemptId) && isUuid(orderId) ? [{ attemptId, orderId }] : [],
    );
    const records = await findOurRecords(db, asked);
    return payments.flatMap((payment) => compare(payment, records.get(payment.attemptId ?? '') ?? null));
  };

  const compareChanges = async (since: Date, seen: Set<string>): Promise<Suspicion[]> => {
    const found: Suspicion[] = [];
    for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
      const page: Awaited<ReturnType<PaymentProvider['changes']>> = await provider.changes(since, cursor);
      for (const payment of page.payments) seen.add(payment.id);
      found.push(...(await compareAll(page.payments)));
      cursor = page.next;
    }
    return found;
  };

  /** What we hold since then and the provider has not told of. */
  const compareHeld = async (since: Date, seen: ReadonlySet<string>): Promise<Suspicion[]> => {
    const found: Suspicion[] = [];
    for (const { ours, providerPaymentId } of await findHeldSince(db, since)) {
      if (providerPaymentId !== null && seen.has(providerPaymentId)) continue;
      const theirs = await provider.find(ours.attemptId);
      found.push(...(theirs === null ? [unknownToProvider(ours)] : await compareAll([theirs])));
    }
    return found;
  };

  /** What was wrong before, looked at again, unless it was seen by now. */
  const compareKnown = async (seen: ReadonlySet<string>): Promise<Suspicion[]> => {
    const found: Suspicion[] = [];
    for (const subject of await listSubjects(db)) {
      if (seen.has(subject) || subject.includes(' ')) continue;
      const theirs = isUuid(subject) ? await provider.find(subject) : await readIfThere(subject);
      if (theirs !== null) found.push(...(await compareAll([theirs])));
    }
    return found;
  };

  /** What the provider has forgotten must not keep it from being asked about everything else. */
  const readIfThere = async (paymentId: string): Promise<ProviderPayment | null> => {
    try {
      return await provider.read(paymentId);
    } catch (error) {
      if (error instanceof ProviderUnavailable) throw error;
      return null;
    }
  };

  return async (): Promise<boolean> => {
    const turn = await claimComparison(db, LEASE_SECONDS);
    if (turn !== null) {
      const since = new Date(turn.since.getTime() - OVERLAP_MS);
      const seen = new Set<string>();
      const found = [
        ...(await compareChanges(since, seen)),
        ...(await compareHeld(since, seen)),
        ...(await compareKnown(seen)),
        ...(await findStuckWork(db, STUCK_SECONDS)),
      ];
      const once = new Map(found.map((one) => [`${one.kind} ${one.subject}`, { ...one, id: newId() }]));
      await db.transaction((tx) => replaceMismatches(tx, [...once.values()], turn.now));
      await finishComparison(db, turn.now, everySeconds);
    }
    metrics.mismatches(await countMismatches(db));
    return turn !== null;
  };
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isUuid = (text: string | null): text is string => text !== null && UUID.test(text);
