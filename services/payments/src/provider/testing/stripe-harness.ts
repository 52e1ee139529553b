import { Stripe } from 'stripe';
import { createStripeProvider } from '../stripe-provider.ts';
import type { Harness } from './harness.ts';
import { startStripeServer } from './stripe-server.ts';

const SECRET_KEY = 'sk_test_0123456789abcdef';
const WEBHOOK_SECRET = 'whsec_0123456789abcdef';
const FAULTS = { 'loses-answers': 'lost', unavailable: 500, no: null } as const;

/** Stripe's adapter against a server that speaks Stripe's requests. */
export const startStripeHarness = async (): Promise<
  Harness & { readonly stripe: Awaited<ReturnType<typeof startStripeServer>> }
> => {
  const stripe = await startStripeServer({ secretKey: SECRET_KEY });
  const provider = createStripeProvider({
    secretKey: SECRET_KEY,
    webhookSecret: WEBHOOK_SECRET,
    url: stripe.url,
    deadlineMs: 1_000,
  });
  const sign: Harness['sign'] = (body, secret, at) => ({
    body,
    headers: {
      'stripe-signature': Stripe.webhooks.generateTestHeaderString({
        payload: body.toString(),
        secret,
        timestamp: Math.floor(at.getTime() / 1000),
      }),
    },
  });
  return {
    stripe,
    provider,
    webhookSecret: WEBHOOK_SECRET,
    cards: {
      good: 'pm_card_visa',
      declined: 'pm_card_chargeDeclined',
      insufficientFunds: 'pm_card_chargeDeclinedInsufficientFunds',
      expired: 'pm_card_chargeDeclinedExpiredCard',
      asksCustomer: 'pm_card_authenticationRequired',
      unknown: 'pm_nobody_knows_it',
      captureFails: 'pm_capture_fails',
      refundFails: 'pm_refund_fails',
    },
    settle: async ({ id }, confirmed) => stripe.settle(id, confirmed),
    misbehave: async (how) => stripe.misbehave(FAULTS[how]),
    notice: async ({ id }) => {
      const event = stripe.events.find(({ data }) => (data.object as { id?: string }).id === id);
      return sign(Buffer.from(JSON.stringify(event)), WEBHOOK_SECRET, new Date());
    },
    sign,
    stop: async () => {
      await provider.close();
      stripe.close();
    },
  };
};
