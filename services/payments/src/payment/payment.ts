import type { Money } from '@fondaco/contracts/http/common';
import type { AttemptFailure, PaymentState } from '@fondaco/contracts/http/payments';
import type { Entry } from '../ledger/ledger.ts';

/** The attempt that counts: under way, or the one that is authorised. There is at most one. */
export type CurrentAttempt = {
  readonly attemptId: string;
  readonly state: 'processing' | 'action-required' | 'authorised';
  /** The provider's id of it, once it has told. */
  readonly providerPaymentId: string | null;
};

/** All that decisions about an order's money hang on. Amounts are in minor units of `money`'s currency. */
export type Payment = {
  readonly orderId: string;
  readonly customerId: string | null;
  readonly state: PaymentState;
  /** What is owed; null until the request for payment has come. */
  readonly money: Money | null;
  /** Held or taken; 0 again once it was given back. */
  readonly authorised: number;
  readonly captured: number;
  readonly refunded: number;
  /** What is being given back at this moment. */
  readonly refunding: number;
  readonly attempt: CurrentAttempt | null;
  /** For which shipment the money is being taken, or was. */
  readonly shipmentId: string | null;
};

export type WorkKind = 'authorise' | 'confirm' | 'void' | 'capture' | 'refund';

/** What is to be done at the provider: `subjectId` is the attempt, the shipment or the refund. */
export type WorkItem = { readonly kind: WorkKind; readonly subjectId: string };

/** A lease on a piece of work: only who holds it may record what came of the work. */
export type Lease = WorkItem & { readonly token: string };

/** What the rest of the house is told, as an event. */
export type Announcement =
  | { readonly kind: 'authorised'; readonly attemptId: string }
  | { readonly kind: 'declined'; readonly attemptId: string; readonly reason: AttemptFailure }
  | { readonly kind: 'captured'; readonly shipmentId: string }
  | { readonly kind: 'capture-failed'; readonly shipmentId: string; readonly reason: string }
  | { readonly kind: 'refunded'; readonly refundId: string; readonly amountMinor: number }
  | { readonly kind: 'refund-failed'; readonly refundId: string; readonly reason: string }
  | { readonly kind: 'closed' };

export type AttemptChange = {
  readonly attemptId: string;
  readonly state: 'processing' | 'action-required' | 'authorised' | 'declined' | 'voided';
  readonly failure: AttemptFailure | null;
  readonly providerPaymentId: string | null;
  readonly actionUrl: string | null;
};

export type CaptureChange = {
  readonly shipmentId: string;
  readonly state: 'requested' | 'captured' | 'failed';
  readonly failure: string | null;
};

export type RefundChange = {
  readonly refundId: string;
  readonly amountMinor: number;
  readonly state: 'requested' | 'refunded' | 'failed';
  readonly failure: string | null;
};

/** What follows from something that happened: one transaction writes all of it. */
export type Decision = {
  /** As it is from now on. */
  readonly payment: Payment;
  readonly attempt?: AttemptChange;
  readonly capture?: CaptureChange;
  readonly refund?: RefundChange;
  readonly entry?: Entry;
  /** Work that is not to be done any more. */
  readonly end?: WorkItem;
  readonly begin?: WorkItem;
  readonly announce: readonly Announcement[];
};

/** It cannot have happened: whoever says so is wrong, and will be when asked again. */
export class Impossible extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Impossible';
  }
}

/** Nothing changes but that the answer is given once more. */
export const answerAgain = (payment: Payment, ...announce: Announcement[]): Decision => ({
  payment,
  announce,
});

/** Nothing is held, nothing can be charged: the end. */
export const closed = (payment: Payment): Payment => ({
  ...payment,
  state: 'closed',
  authorised: 0,
  attempt: null,
});

/** What is owed. Throws Impossible before the request for payment has come. */
export const owed = (payment: Payment): Money => {
  if (payment.money === null) throw new Impossible(`nothing was ever requested for order ${payment.orderId}`);
  return payment.money;
};
