import type { Stripe } from 'stripe';
import type { ProviderPayment } from './payment-provider.ts';
import { asking } from './stripe-errors.ts';
import { paymentOf } from './stripe-payment.ts';

const CHANGES = [
  'payment_intent.created',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.amount_capturable_updated',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.refunded',
];

/** Stripe allows 100 reads a second to all of an account. */
const AT_ONCE = 8;

/**
 * Intents have no time of change, so it is the events that say which ones to read. Stripe keeps them for 30 days.
 * The cursor is the last event's id.
 */
export const stripeChanges = async (
  stripe: Stripe,
  since: Date,
  cursor: string | null,
): Promise<{ payments: readonly ProviderPayment[]; next: string | null }> => {
  const page = await asking(() =>
    stripe.events.list({
      types: CHANGES,
      created: { gte: Math.floor(since.getTime() / 1000) },
      limit: 100,
      ...(cursor === null ? {} : { starting_after: cursor }),
    }),
  );
  const ids = [...new Set(page.data.flatMap(intentOf))];
  const payments: ProviderPayment[] = [];
  for (let first = 0; first < ids.length; first += AT_ONCE) {
    const read = ids.slice(first, first + AT_ONCE).map((id) => readIntent(stripe, id));
    payments.push(...(await Promise.all(read)));
  }
  return { payments, next: page.has_more ? (page.data.at(-1)?.id ?? null) : null };
};

const readIntent = async (stripe: Stripe, id: string): Promise<ProviderPayment> =>
  paymentOf(await asking(() => stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })));

const intentOf = (event: Stripe.Event): string[] => {
  const about = event.data.object;
  if (about.object === 'payment_intent') return [about.id];
  if (about.object !== 'charge' || about.payment_intent === null) return [];
  return [typeof about.payment_intent === 'string' ? about.payment_intent : about.payment_intent.id];
};
