import type { Stripe } from 'stripe';
import { ProviderRefused } from './payment-provider.ts';
import { asking } from './stripe-errors.ts';

/** By how much our clock and Stripe's may differ. */
const CLOCKS_MS = 60_000;

/**
 * The id of the intent that carries this attempt. Stripe's search lags behind ("Don't use search in read-after-write
 * flows", docs.stripe.com/api/payment_intents/search), so its "no" is worth nothing: listing by the time of creation is exact, and
 * the attempt's id, a UUIDv7, says from when on. Search comes first since it spares the list for attempts of old.
 */
export const findIntent = async (stripe: Stripe, attemptId: string): Promise<string | null> => {
  const searched = await search(stripe, attemptId);
  if (searched !== null) return searched;
  const gte = Math.floor((timeOf(attemptId) - CLOCKS_MS) / 1000);
  return asking(async () => {
    for await (const intent of stripe.paymentIntents.list({ created: { gte }, limit: 100 })) {
      if (intent.metadata.attempt_id === attemptId) return intent.id;
    }
    return null;
  });
};

const search = async (stripe: Stripe, attemptId: string): Promise<string | null> => {
  try {
    const query = `metadata['attempt_id']:'${attemptId}'`;
    const found = await asking(() => stripe.paymentIntents.search({ query, limit: 1 }));
    return found.data[0]?.id ?? null;
  } catch (error) {
    // Not every account may search; the list answers all the same.
    if (error instanceof ProviderRefused) return null;
    throw error;
  }
};

/** RFC 9562: the first 48 bits of a UUIDv7 are milliseconds since 1970. */
const timeOf = (uuid: string): number => Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);
