import { Stripe } from 'stripe';
import { ProviderRefused, ProviderUnavailable } from './payment-provider.ts';

const { errors } = Stripe;

export const KEY_REUSED = 'stripe/idempotency-key-reused';

/**
 * What an error of the SDK says of the outcome. A 409 says that the same key is under way, a wrong secret key is
 * for the operator to mend: neither says anything about the payment.
 */
export const providerError = (error: unknown): unknown => {
  if (error instanceof errors.StripeIdempotencyError) {
    return new ProviderRefused(KEY_REUSED, error.message, { cause: error });
  }
  if (error instanceof errors.StripeCardError || error instanceof errors.StripeInvalidRequestError) {
    return new ProviderRefused(`stripe/${error.code ?? 'refused'}`, error.message, { cause: error });
  }
  if (error instanceof errors.StripeError) {
    const status = error.statusCode === undefined ? 'no answer' : `answered ${error.statusCode}`;
    return new ProviderUnavailable(`Stripe: ${status}`, { cause: error });
  }
  return error;
};

/** Runs one request. Throws ProviderRefused or ProviderUnavailable. */
export const asking = async <Answer>(request: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await request();
  } catch (error) {
    throw providerError(error);
  }
};
