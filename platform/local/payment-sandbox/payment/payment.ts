import type {
  SandboxDeclineReason,
  SandboxNotice,
  SandboxPayment,
  SandboxPaymentState,
} from '@fondaco/contracts/http/payment-sandbox';
import type { Behaviour } from '../card/behaviour.ts';

/** A payment as it is kept. Amounts are minor units of `currency`, times milliseconds since 1970. */
export type Payment = {
  readonly id: string;
  readonly attemptId: string;
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly state: SandboxPaymentState;
  readonly captured: number;
  readonly refunded: number;
  readonly declineReason: SandboxDeclineReason | null;
  readonly behaviour: Behaviour;
  readonly returnUrl: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly heldAt: number | null;
  readonly voidedAt: number | null;
};

/** What a change comes to: the payment after it, or why there was none. */
export type Change =
  | { readonly ok: true; readonly payment: Payment; readonly notice: SandboxNotice['type'] }
  | { readonly ok: false; readonly code: string; readonly title: string };

const DECLINES: Partial<Readonly<Record<Behaviour, SandboxDeclineReason>>> = {
  declined: 'card-declined',
  'insufficient-funds': 'insufficient-funds',
  'expired-card': 'expired-card',
  'token-invalid': 'card-token-invalid',
};

export const beginPayment = (
  request: Pick<Payment, 'id' | 'attemptId' | 'orderId' | 'amount' | 'currency' | 'behaviour' | 'returnUrl'>,
  now: number,
): Payment => {
  const declineReason = DECLINES[request.behaviour] ?? null;
  const state =
    declineReason !== null
      ? 'declined'
      : request.behaviour === 'asks-customer'
        ? 'action-required'
        : 'authorised';
  return {
    ...request,
    state,
    declineReason,
    captured: 0,
    refunded: 0,
    createdAt: now,
    changedAt: now,
    heldAt: state === 'authorised' ? now : null,
    voidedAt: null,
  };
};

/** The customer's word on the provider's page. */
export const answerCustomer = (payment: Payment, confirmed: boolean, now: number): Change => {
  if (payment.state !== 'action-required') return refusedIn(payment, 'not-waiting');
  return confirmed
    ? changed({ ...payment, state: 'authorised', heldAt: now }, 'payment.authorised', now)
    : changed(
        { ...payment, state: 'declined', declineReason: 'authentication-failed' },
        'payment.declined',
        now,
      );
};

/** Takes all that is held. */
export const capturePayment = (payment: Payment, now: number): Change => {
  if (payment.state !== 'authorised') return refusedIn(payment, 'not-capturable');
  if (payment.behaviour === 'capture-fails') {
    return { ok: false, code: 'sandbox/capture-failed', title: "The customer's bank refuses to pay" };
  }
  return changed({ ...payment, state: 'captured', captured: payment.amount }, 'payment.captured', now);
};

export const voidPayment = (payment: Payment, now: number): Change =>
  payment.state === 'authorised' || payment.state === 'action-required'
    ? changed({ ...payment, state: 'voided', voidedAt: now }, 'payment.voided', now)
    : refusedIn(payment, 'not-voidable');

export const refundPayment = (payment: Payment, amount: number, now: number): Change => {
  if (payment.state !== 'captured') return refusedIn(payment, 'not-refundable');
  if (payment.refunded + amount > payment.captured) {
    return { ok: false, code: 'sandbox/refund-too-large', title: 'More would go back than was taken' };
  }
  if (payment.behaviour === 'refund-fails') {
    return { ok: false, code: 'sandbox/refund-failed', title: "The customer's bank does not take it back" };
  }
  return changed({ ...payment, refunded: payment.refunded + amount }, 'payment.refunded', now);
};

const changed = (payment: Payment, notice: SandboxNotice['type'], now: number): Change => ({
  ok: true,
  payment: { ...payment, changedAt: now },
  notice,
});

const refusedIn = (payment: Payment, what: string): Change => ({
  ok: false,
  code: `sandbox/${what}`,
  title: `The payment is ${payment.state}`,
});

/** As the API shows it. */
export const publicPayment = (payment: Payment, browserOrigin: string): SandboxPayment => ({
  id: payment.id,
  state: payment.state,
  amount: { amountMinor: payment.amount, currency: payment.currency },
  captured: payment.captured,
  refunded: payment.refunded,
  declineReason: payment.declineReason,
  actionUrl: payment.state === 'action-required' ? `${browserOrigin}/confirm/${payment.id}` : null,
  metadata: { attemptId: payment.attemptId, orderId: payment.orderId },
  createdAt: new Date(payment.createdAt).toISOString(),
  changedAt: new Date(payment.changedAt).toISOString(),
});
