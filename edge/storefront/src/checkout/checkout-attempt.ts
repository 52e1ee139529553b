import type { CheckoutRequest } from '@fondaco/contracts/http/storefront-bff';

const KEY = 'fondaco.checkout';

/**
 * An order on its way. The request is kept beside its key, so that what is sent again is what was sent
 * first: the same key with another body would be refused.
 */
export type CheckoutAttempt = {
  readonly idempotencyKey: string;
  /** The customer's e-mail: a key means nothing under another account. */
  readonly customer: string;
  readonly request: CheckoutRequest;
};

export type CheckoutAttempts = ReturnType<typeof createCheckoutAttempts>;

/** The tab's attempt, in its session storage: it outlives a reload and is nobody else's. */
export const createCheckoutAttempts = (storage: Storage, newKey: () => string) => {
  let current = readStored(storage);

  const store = (attempt: CheckoutAttempt | null) => {
    current = attempt;
    try {
      if (attempt === null) storage.removeItem(KEY);
      else storage.setItem(KEY, JSON.stringify(attempt));
    } catch {
      // Without storage the key still holds for as long as the page does.
    }
  };

  return {
    /** The attempt of this customer that has no final answer yet. */
    unsettled: (customer: string): CheckoutAttempt | null =>
      current?.customer === customer ? current : null,
    begin: (customer: string, request: CheckoutRequest): CheckoutAttempt => {
      const attempt = { idempotencyKey: newKey(), customer, request };
      store(attempt);
      return attempt;
    },
    /** A final answer came. */
    settle: () => store(null),
  };
};

const readStored = (storage: Storage): CheckoutAttempt | null => {
  try {
    const value = JSON.parse(storage.getItem(KEY) ?? 'null');
    const whole =
      typeof value?.idempotencyKey === 'string' &&
      typeof value.customer === 'string' &&
      Array.isArray(value.request?.lines) &&
      typeof value.request.delivery === 'object';
    return whole ? value : null;
  } catch {
    return null;
  }
};
