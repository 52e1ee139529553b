import { createHash } from 'node:crypto';
import { CommitOutcomeUnknown, type Database, type SharedTransactions } from '@fondaco/chassis/postgres';
import type { Attempt } from '@fondaco/contracts/http/payments';
import { type AttemptRequest, findAttemptByKey, insertAttempt } from '../attempt/attempt-store.ts';
import type { PaymentMetrics } from '../metrics.ts';
import { beginAttempt } from '../payment/paying.ts';
import { lockOrBeginPayment } from '../payment/payment-store.ts';
import { LEASE_SECONDS, leaseEnd, type Work } from '../work/work.ts';
import { AttemptRefused } from './attempt-refused.ts';

export type Started = { readonly attempt: Attempt; readonly replayed: boolean };

export type StartAttemptUseCase = (request: Omit<AttemptRequest, 'bodyHash'>) => Promise<Started>;

/**
 * An attempt is written before anybody asks the provider anything. Whoever pays first for an order that nobody
 * has asked a payment of yet makes its row: that and the request for payment lock it, so neither misses the other.
 * Throws AttemptRefused.
 */
export const startAttempt = (deps: {
  readonly db: Database;
  readonly transactions: SharedTransactions;
  readonly startWork: (work: Work) => void;
  readonly metrics: PaymentMetrics;
  readonly now: () => Date;
  readonly newId: () => string;
}): StartAttemptUseCase => {
  const { db, transactions, startWork, metrics, now, newId } = deps;

  const start = (request: AttemptRequest): Promise<Attempt> =>
    transactions(request.orderId, async (tx) => {
      const { orderId, customerId, cardToken } = request;
      const payment = await lockOrBeginPayment(tx, orderId, null);
      const beginning = beginAttempt(payment, customerId);
      if (beginning !== 'waiting' && beginning !== 'processing') throw new AttemptRefused(beginning);

      const attemptId = newId();
      const token = newId();
      const at = now();
      const begun = { attemptId, state: beginning, at, token, leaseSeconds: LEASE_SECONDS };
      const leasedUntil = leaseEnd();
      // Its key has an attempt, or the customer has another one waiting: which, the answer will tell.
      if (!(await insertAttempt(tx, request, begun))) throw new AttemptRefused('unfinished');
      tx.afterCommit(() => {
        metrics.attempt(beginning);
        if (beginning !== 'processing' || payment.money === null) return;
        const inputs = { amount: payment.money, cardToken, providerPaymentId: null };
        const subject = { kind: 'authorise', subjectId: attemptId, orderId } as const;
        startWork({ ...subject, token, fresh: true, failures: 0, leasedUntil, inputs });
      });
      return {
        attemptId,
        orderId,
        state: beginning,
        failure: null,
        actionUrl: null,
        createdAt: at.toISOString(),
      };
    });

  const earlierAttempt = async (request: AttemptRequest): Promise<Attempt | null> => {
    const earlier = await findAttemptByKey(db, request.customerId, request.idempotencyKey);
    if (earlier && !earlier.bodyHash.equals(request.bodyHash)) {
      throw new AttemptRefused('idempotency-key-reused');
    }
    return earlier?.attempt ?? null;
  };

  return async (asked) => {
    const request = { ...asked, bodyHash: bodyHash(asked) };
    try {
      return { attempt: await start(request), replayed: false };
    } catch (error) {
      // What was refused may be the same request again; a COMMIT without an answer has happened or not.
      if (!(error instanceof AttemptRefused || error instanceof CommitOutcomeUnknown)) throw error;
      const attempt = await earlierAttempt(request);
      if (!attempt) throw error;
      return { attempt, replayed: error instanceof AttemptRefused };
    }
  };
};

/** Of what is asked for: the order and the card. The token itself is not kept longer than it is needed. */
const bodyHash = (request: { readonly orderId: string; readonly cardToken: string }): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([request.orderId, request.cardToken]))
    .digest();
