import type { Stripe } from 'stripe';
import type { DeclineReason, ProviderPayment } from './payment-provider.ts';

const STATES: Readonly<Record<string, ProviderPayment['state']>> = {
  requires_action: 'action-required',
  requires_capture: 'authorised',
  succeeded: 'captured',
  canceled: 'voided',
  // We confirm as we create, so one that wants another card is one that was declined.
  requires_payment_method: 'declined',
};

/** `latest_charge` must be expanded for `refunded`. */
export const paymentOf = (intent: Stripe.PaymentIntent): ProviderPayment => {
  const error = intent.last_payment_error;
  // An intent that failed and was cancelled so that nothing more comes of it was never held.
  const state = intent.status === 'canceled' && error ? 'declined' : (STATES[intent.status] ?? 'processing');
  const charge = intent.latest_charge;
  return {
    id: intent.id,
    attemptId: intent.metadata.attempt_id ?? null,
    orderId: intent.metadata.order_id ?? null,
    state,
    amount: { amountMinor: intent.amount, currency: intent.currency.toUpperCase() },
    captured: intent.amount_received,
    refunded: typeof charge === 'object' && charge !== null ? charge.amount_refunded : 0,
    declineReason: state === 'declined' ? declineReasonOf(error?.code, error?.decline_code) : null,
    actionUrl: state === 'action-required' ? (intent.next_action?.redirect_to_url?.url ?? null) : null,
  };
};

export const declineReasonOf = (code: string | undefined, declineCode: string | undefined): DeclineReason => {
  if (code === 'expired_card' || declineCode === 'expired_card') return 'expired-card';
  if (declineCode === 'insufficient_funds') return 'insufficient-funds';
  if (code === 'payment_intent_authentication_failure' || declineCode === 'authentication_required') {
    return 'authentication-failed';
  }
  return 'card-declined';
};
