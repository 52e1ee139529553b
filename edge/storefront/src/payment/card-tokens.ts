import type { CardDetails, CardToken } from '@fondaco/contracts/http/payment-sandbox';
import { type CardField, CardRefused } from './card.ts';

/** The provider gave no answer, or none that makes sense. Nothing was charged: a token is no payment. */
export class ProviderUnreachable extends Error {
  constructor(cause: unknown) {
    super('The payment provider could not be reached', { cause });
    this.name = 'ProviderUnreachable';
  }
}

const TIMEOUT_MS = 15_000;

const REFUSALS: Readonly<Record<string, readonly [CardField, string]>> = {
  'sandbox/card-number-invalid': ['number', 'This is no card number: check it for a slip.'],
  'sandbox/card-not-a-test-card': [
    'number',
    'This shop is a sandbox: it takes test cards only, no real ones.',
  ],
  'sandbox/card-expired': ['expiry', 'This card has expired.'],
  'sandbox/card-cvc-invalid': ['cvc', 'This security code can’t be right for this card.'],
};

/**
 * Gives a card to the provider, and to nobody else, and answers the token that stands for it. Throws CardRefused
 * or ProviderUnreachable.
 */
export type CardTokens = (tokenUrl: string, card: CardDetails) => Promise<string>;

export const createCardTokens =
  (fetch: typeof globalThis.fetch): CardTokens =>
  async (tokenUrl, card) => {
    let status: number;
    let answer: Partial<CardToken> & { readonly code?: string };
    try {
      const response = await fetch(tokenUrl, {
        method: 'POST',
        // The shop's cookies are none of the provider's business, nor is the page that the card was entered on.
        credentials: 'omit',
        referrerPolicy: 'origin',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(card),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = response.status;
      answer = await response.json();
    } catch (error) {
      throw new ProviderUnreachable(error);
    }
    if (status < 300 && typeof answer.token === 'string') return answer.token;
    if (status === 400 || status === 422) {
      const [field, message] = REFUSALS[answer.code ?? ''] ?? [
        'number',
        'The provider does not take this card.',
      ];
      throw new CardRefused(field, message);
    }
    throw new ProviderUnreachable(new Error(`The provider answered ${status}`));
  };
