import { Stripe } from 'stripe';
import { type ProviderNotice, WrongSignature } from './payment-provider.ts';
import { paymentOf } from './stripe-payment.ts';

/** Throws WrongSignature. Stripe's events are snapshots of then: only an intent's claims anything of a payment. */
export const readStripeNotice = (
  body: Buffer,
  signature: string | undefined,
  secret: string,
): ProviderNotice => {
  const event = verified(body, signature ?? '', secret);
  const about = event.data.object;
  const nothing = { eventId: event.id, type: event.type, paymentId: null, attemptId: null, orderId: null };
  if (about.object === 'payment_intent') {
    const { id, attemptId, orderId, state, amount } = paymentOf(about);
    return { ...nothing, paymentId: id, attemptId, orderId, claims: { state, amount } };
  }
  if (about.object === 'charge' || about.object === 'refund') {
    const intent = about.payment_intent;
    return {
      ...nothing,
      paymentId: typeof intent === 'string' ? intent : (intent?.id ?? null),
      claims: null,
    };
  }
  return { ...nothing, claims: null };
};

const verified = (body: Buffer, signature: string, secret: string): Stripe.Event => {
  try {
    return Stripe.webhooks.constructEvent(body, signature, secret);
  } catch (error) {
    throw new WrongSignature('not signed by Stripe, or too long ago', { cause: error });
  }
};
