import type { Money } from '@fondaco/contracts/http/common';
import type { AttemptState, PaymentState } from '@fondaco/contracts/http/payments';
import type { ProviderNotice } from '../provider/payment-provider.ts';

/** What we know of the attempt that a webhook speaks of. `amount` is what its order owes. */
export type KnownAttempt = {
  readonly attemptId: string;
  readonly orderId: string;
  readonly state: AttemptState;
  readonly paymentState: PaymentState;
  readonly amount: Money | null;
  readonly providerPaymentId: string | null;
};

/**
 * `known`: it claims what we know already, or what we have long gone beyond. `hint`: the attempt is under way, so we
 * look. `noted`: it claims another end than ours; the reconciliation sees to it. `mismatch`: another order or amount
 * than the attempt has. `ignored`: about no payment.
 */
export type WebhookOutcome = 'known' | 'hint' | 'noted' | 'mismatch' | 'ignored';

/** A webhook is a hint to look, never the truth itself: nothing that it claims changes anything. */
export const judgeNotice = (notice: ProviderNotice, ours: KnownAttempt | null): WebhookOutcome => {
  if (notice.paymentId === null) return 'ignored';
  if (notice.attemptId === null) return notice.claims === null ? 'ignored' : 'mismatch';
  if (ours === null || ours.attemptId !== notice.attemptId || ours.orderId !== notice.orderId)
    return 'mismatch';
  if (ours.providerPaymentId !== null && ours.providerPaymentId !== notice.paymentId) return 'mismatch';
  const { claims } = notice;
  if (claims !== null && !sameAmount(claims.amount, ours.amount)) return 'mismatch';
  if (claims !== null && EXPECTED[ours.state].includes(claims.state)) return 'known';
  return ours.state === 'processing' || ours.state === 'action-required' ? 'hint' : 'noted';
};

type Claim = NonNullable<ProviderNotice['claims']>['state'];

/** What the provider may say of an attempt without telling us anything: what is so, and what was before. */
const EXPECTED: Readonly<Record<AttemptState, readonly Claim[]>> = {
  waiting: [],
  processing: ['processing'],
  'action-required': ['processing', 'action-required'],
  authorised: ['processing', 'action-required', 'authorised', 'captured'],
  declined: ['processing', 'action-required', 'declined', 'voided'],
  refused: [],
  voided: ['processing', 'action-required', 'authorised', 'voided'],
};

const sameAmount = (a: Money, b: Money | null): boolean =>
  b !== null && a.amountMinor === b.amountMinor && a.currency === b.currency;
