import type { Outbox } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { announce } from './announce.ts';
import type { PaymentMetrics } from './metrics.ts';
import { type Recorded, recordDecisions } from './payment/decision-store.ts';
import type { Decision, Lease, Payment } from './payment/payment.ts';
import type { PaymentBook, Write } from './payment-book.ts';
import { CONFIRM_SECONDS, LEASE_SECONDS, leaseEnd, type Work } from './work/work.ts';

/** Somebody else has taken the work over: what came of it here is old, and is not recorded. */
export class LeaseLost extends Error {
  constructor(lease: Lease) {
    super(`the lease of ${lease.kind} ${lease.subjectId} is not held any more`);
    this.name = 'LeaseLost';
  }
}

export type ApplyDecision = (
  tx: Transaction,
  before: Payment,
  decision: Decision,
  lease?: Lease,
) => Promise<void>;

/**
 * What was decided about a locked payment is written before the transaction commits: its rows, its ledger entry,
 * its events, and the work that follows, which begins as soon as it has. LeaseLost makes the transaction fail.
 */
export const applyDecision = (deps: {
  readonly book: PaymentBook;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly startWork: (work: Work) => void;
  readonly metrics: PaymentMetrics;
  readonly now: () => Date;
  readonly newId: () => string;
}): ApplyDecision => {
  const { book, outbox, startWork, metrics, now, newId } = deps;
  return async (tx, before, decision, lease) => {
    const { payment, attempt, begin } = decision;
    const at = now();
    // Who waits for the customer has nothing to do at once.
    const atOnce = begin && begin.kind !== 'confirm' ? { ...begin, token: newId() } : null;
    const changed = payment !== before || decision.refund !== undefined || lease !== undefined;
    if (changed) {
      book.add(tx, payment.orderId, record, {
        decision,
        lease: lease ?? null,
        begin: begin
          ? { token: atOnce?.token ?? null, dueInSeconds: atOnce ? LEASE_SECONDS : CONFIRM_SECONDS }
          : null,
        entryId: newId(),
        at,
      });
    }
    for (const announcement of decision.announce)
      await announce(outbox, tx, payment, announcement, at, lease);

    const leasedUntil = leaseEnd();
    tx.afterCommit(() => {
      if (attempt) metrics.attempt(attempt.state);
      if (atOnce) startWork({ ...atOnce, orderId: payment.orderId, fresh: true, failures: 0, leasedUntil });
    });
  };
};

const record: Write<Recorded> = async (tx, recorded) => {
  const written = new Set(await recordDecisions(tx, recorded));
  for (const { decision, lease } of recorded) {
    if (lease && !written.has(decision.payment.orderId)) throw new LeaseLost(lease);
  }
};
