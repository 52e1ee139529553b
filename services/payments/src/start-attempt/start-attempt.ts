import { createHash } from 'node:crypto';
import { CommitOutcomeUnknown, type Database, type SharedTransactions } from '@fondaco/chassis/postgres';
import type { Attempt } from '@fondaco/contracts/http/payments';
import {
  type AttemptRequest,
  findAttemptByKey,
  insertAttempts,
  type NewAttempt,
} from '../attempt/attempt-store.ts';
import type { PaymentMetrics } from '../metrics.ts';
import { beginAttempt } from '../payment/paying.ts';
import type { Announced, PaymentBook, Write } from '../payment-book.ts';
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
  readonly transactions: SharedTransactions<Announced>;
  readonly book: PaymentBook;
  readonly startWork: (work: Work) => void;
  readonly metrics: PaymentMetrics;
  readonly now: () => Date;
  readonly newId: () => string;
}): StartAttemptUseCase => {
  const { db, transactions, book, startWork, metrics, now, newId } = deps;

  // A refusal of what was only looked at is an answer: as an error it would take others of the transaction along.
  const start = (request: AttemptRequest): Promise<Attempt | AttemptRefused> =>
    transactions({ orderId: request.orderId, begins: true }, async (tx) => {
      const { orderId, customerId, cardToken } = request;
      const payment = await book.lockOrBegin(tx, orderId);
      const beginning = beginAttempt(payment, customerId);
      if (beginning !== 'waiting' && beginning !== 'processing') return new AttemptRefused(beginning);

      const attemptId = newId();
      const token = newId();
      const at = now();
      const leasedUntil = leaseEnd();
      book.add(tx, orderId, writeAttempts, { ...request, attemptId, state: beginning, at, token });
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
      const started = await start(request);
      if (started instanceof AttemptRefused) throw started;
      return { attempt: started, replayed: false };
    } catch (error) {
      // What was refused may be the same request again; a COMMIT without an answer has happened or not.
      if (!(error instanceof AttemptRefused || error instanceof CommitOutcomeUnknown)) throw error;
      const attempt = await earlierAttempt(request);
      if (!attempt) throw error;
      return { attempt, replayed: error instanceof AttemptRefused };
    }
  };
};

/** Its key has an attempt, or the customer has another one waiting: which, the answer will tell. */
const writeAttempts: Write<NewAttempt> = async (tx, attempts) => {
  const written = await insertAttempts(tx, attempts, LEASE_SECONDS);
  if (written.length < attempts.length) throw new AttemptRefused('unfinished');
};

/** Of what is asked for: the order and the card. The token itself is not kept longer than it is needed. */
const bodyHash = (request: { readonly orderId: string; readonly cardToken: string }): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([request.orderId, request.cardToken]))
    .digest();
