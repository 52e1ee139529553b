import type { Money } from '@fondaco/contracts/http/common';
import type { AttemptFailure } from '@fondaco/contracts/http/payments';
import { entryOf } from '../ledger/ledger.ts';
import {
  answerAgain,
  type CurrentAttempt,
  closed,
  type Decision,
  Impossible,
  owed,
  type Payment,
} from './payment.ts';

/** What a new attempt meets: it waits for the request for payment, begins at once, or is refused. */
export type Beginning = 'waiting' | 'processing' | 'not-yours' | 'unfinished' | 'not-payable';

export const beginAttempt = (payment: Payment, customerId: string): Beginning => {
  if (payment.state === 'unknown') return 'waiting';
  if (payment.customerId !== customerId) return 'not-yours';
  if (payment.state !== 'due') return 'not-payable';
  return payment.attempt === null ? 'processing' : 'unfinished';
};

/** The payment was requested once more: only one that has been authorised is an answer to it. */
export const requestAgain = (payment: Payment, request: { customerId: string; amount: Money }): Decision => {
  const { money, state, attempt } = payment;
  if (money !== null) {
    const same =
      money.amountMinor === request.amount.amountMinor && money.currency === request.amount.currency;
    if (!same || payment.customerId !== request.customerId) {
      throw new Impossible(`order ${payment.orderId} owes another amount, or to somebody else, than before`);
    }
  }
  if (state !== 'authorised' || attempt === null) return answerAgain(payment);
  return answerAgain(payment, { kind: 'authorised', attemptId: attempt.attemptId });
};

/** What the provider says of an attempt, or of what it made of it. */
export type Outcome = {
  readonly state: 'processing' | 'action-required' | 'authorised' | 'captured' | 'declined' | 'voided';
  readonly providerPaymentId: string | null;
  readonly amount: Money | null;
  readonly declineReason: AttemptFailure | null;
  readonly actionUrl: string | null;
};

/**
 * What follows from the outcome of an attempt. Null when it is not the one that counts any more: the outcome is
 * old. Throws Impossible for what the provider cannot have done.
 */
export const settleAttempt = (payment: Payment, attemptId: string, outcome: Outcome): Decision | null => {
  const { attempt, state } = payment;
  if (attempt?.attemptId !== attemptId || attempt.state === 'authorised') return null;
  const { amountMinor, currency } = owed(payment);
  const known = { ...attempt, providerPaymentId: outcome.providerPaymentId ?? attempt.providerPaymentId };

  switch (outcome.state) {
    case 'processing':
      return null;
    case 'captured':
      throw new Impossible(`attempt ${attemptId} was captured without having been authorised`);
    case 'declined':
    case 'voided':
      return withoutHold(payment, known, outcome);
    case 'action-required':
      return waitForCustomer(payment, known, outcome.actionUrl);
    case 'authorised': {
      if (outcome.amount?.amountMinor !== amountMinor || outcome.amount.currency !== currency) {
        throw new Impossible(`attempt ${attemptId} was authorised for another amount than is owed`);
      }
      const held: CurrentAttempt = { ...known, state: 'authorised' };
      const change = { ...held, failure: null, actionUrl: null } as const;
      const entry = entryOf('authorised', attemptId, amountMinor);
      const now = { ...payment, authorised: amountMinor, attempt: held };
      if (state === 'closing') {
        return {
          payment: now,
          attempt: change,
          entry,
          begin: { kind: 'void', subjectId: attemptId },
          announce: [],
        };
      }
      return {
        payment: { ...now, state: 'authorised' },
        attempt: change,
        entry,
        announce: [{ kind: 'authorised', attemptId }],
      };
    }
  }
};

/** The provider holds nothing for the attempt, and never will. */
const withoutHold = (payment: Payment, attempt: CurrentAttempt, outcome: Outcome): Decision => {
  const { attemptId, providerPaymentId } = attempt;
  const end = { attemptId, providerPaymentId, actionUrl: null };
  if (payment.state === 'closing' && outcome.state === 'voided') {
    return {
      payment: closed(payment),
      attempt: { ...end, state: 'voided', failure: null },
      announce: [{ kind: 'closed' }],
    };
  }
  // Ended by the provider while the order still wants to be paid: the customer did not confirm it.
  const reason =
    outcome.declineReason ?? (outcome.state === 'voided' ? 'authentication-failed' : 'card-declined');
  const change = { ...end, state: 'declined', failure: reason } as const;
  if (payment.state === 'closing') {
    return { payment: closed(payment), attempt: change, announce: [{ kind: 'closed' }] };
  }
  return {
    payment: { ...payment, attempt: null },
    attempt: change,
    announce: [{ kind: 'declined', attemptId, reason }],
  };
};

/** The customer has to confirm it; when nothing may be charged any more, it is ended instead. */
const waitForCustomer = (
  payment: Payment,
  attempt: CurrentAttempt,
  actionUrl: string | null,
): Decision | null => {
  if (attempt.state === 'action-required') return null;
  const waiting: CurrentAttempt = { ...attempt, state: 'action-required' };
  return {
    payment: { ...payment, attempt: waiting },
    attempt: { ...waiting, failure: null, actionUrl },
    begin: { kind: payment.state === 'closing' ? 'void' : 'confirm', subjectId: attempt.attemptId },
    announce: [],
  };
};
