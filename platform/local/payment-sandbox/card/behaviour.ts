/** What comes of a payment with a card. */
export type Behaviour =
  | 'ok'
  | 'declined'
  | 'insufficient-funds'
  | 'expired-card'
  | 'asks-customer'
  | 'slow'
  | 'timeout-after-charge'
  | 'capture-fails'
  | 'refund-fails'
  | 'token-invalid';

/** Tokens that need no card form; they may be used any number of times. */
export const TEST_TOKENS: Readonly<Record<string, Behaviour>> = {
  tok_ok: 'ok',
  tok_declined: 'declined',
  tok_insufficient_funds: 'insufficient-funds',
  tok_expired_card: 'expired-card',
  tok_3ds: 'asks-customer',
  tok_slow: 'slow',
  tok_timeout_after_charge: 'timeout-after-charge',
  tok_capture_fails: 'capture-fails',
  tok_refund_fails: 'refund-fails',
};

/** The only cards that the form takes: a real card has no business in a sandbox. */
export const TEST_CARDS: Readonly<Record<string, { readonly brand: string; readonly behaviour: Behaviour }>> =
  {
    '4242424242424242': { brand: 'visa', behaviour: 'ok' },
    '5555555555554444': { brand: 'mastercard', behaviour: 'ok' },
    '378282246310005': { brand: 'amex', behaviour: 'ok' },
    '4000000000000002': { brand: 'visa', behaviour: 'declined' },
    '4000000000009995': { brand: 'visa', behaviour: 'insufficient-funds' },
    '4000000000000069': { brand: 'visa', behaviour: 'expired-card' },
    '4000002500003155': { brand: 'visa', behaviour: 'asks-customer' },
    '4000000000003006': { brand: 'visa', behaviour: 'slow' },
    '4000000000004004': { brand: 'visa', behaviour: 'timeout-after-charge' },
    '4000000000005001': { brand: 'visa', behaviour: 'capture-fails' },
    '4000000000005126': { brand: 'visa', behaviour: 'refund-fails' },
  };
