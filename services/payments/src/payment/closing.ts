import { entryOf } from '../ledger/ledger.ts';
import type { Outcome } from './paying.ts';
import { answerAgain, closed, type Decision, Impossible, type Payment } from './payment.ts';

/**
 * Nothing may be charged for the order any more. What is held is voided first; an attempt whose outcome nobody
 * knows yet is waited for, because it may hold something. Throws Impossible once the money is being taken.
 */
export const withdraw = (payment: Payment): Decision => {
  const { attempt, state } = payment;
  switch (state) {
    case 'closed':
      return answerAgain(payment, { kind: 'closed' });
    case 'closing':
      return answerAgain(payment);
    case 'capturing':
    case 'captured':
      throw new Impossible(`the payment of order ${payment.orderId} is ${state}: it cannot be withdrawn`);
    default:
      if (attempt === null) return { payment: closed(payment), announce: [{ kind: 'closed' }] };
      return { payment: { ...payment, state: 'closing' }, ...voidIfKnown(attempt), announce: [] };
  }
};

const voidIfKnown = (attempt: NonNullable<Payment['attempt']>): Pick<Decision, 'begin' | 'end'> => {
  if (attempt.state === 'processing') return {};
  const begin = { kind: 'void', subjectId: attempt.attemptId } as const;
  return attempt.state === 'authorised'
    ? { begin }
    : { begin, end: { kind: 'confirm', subjectId: attempt.attemptId } };
};

/** The order came to nothing before anybody asked for a payment: the end, and nobody waits for an answer. */
export const reject = (payment: Payment): Decision => {
  if (payment.state === 'closed') return answerAgain(payment);
  if (payment.state !== 'unknown') {
    throw new Impossible(`the payment of the rejected order ${payment.orderId} is ${payment.state}`);
  }
  return { payment: closed(payment), announce: [] };
};

/** Whether the provider has said what ends a void: anything else is asked again. */
export const endsVoid = (outcome: Outcome): boolean =>
  outcome.state === 'voided' || outcome.state === 'declined';

/** The provider has said that it holds nothing any more. Null when that is known. */
export const settleVoid = (payment: Payment, attemptId: string, outcome: Outcome): Decision | null => {
  if (payment.state !== 'closing' || payment.attempt?.attemptId !== attemptId) return null;
  if (!endsVoid(outcome)) return null;
  const { authorised } = payment;
  return {
    payment: closed(payment),
    attempt: {
      attemptId,
      state: 'voided',
      failure: null,
      providerPaymentId: payment.attempt.providerPaymentId,
      actionUrl: null,
    },
    ...(authorised > 0 ? { entry: entryOf('voided', attemptId, authorised) } : {}),
    announce: [{ kind: 'closed' }],
  };
};
