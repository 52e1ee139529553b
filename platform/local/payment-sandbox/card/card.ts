import type { CardDetails } from '@fondaco/contracts/http/payment-sandbox';
import { type Behaviour, TEST_CARDS } from './behaviour.ts';

export type ReadCard =
  | {
      readonly ok: true;
      readonly behaviour: Behaviour;
      readonly brand: string;
      readonly last4: string;
    }
  | { readonly ok: false; readonly code: string; readonly title: string };

/** Checks a card as a form should have, and knows what it will do. The number goes no further. */
export const readCard = (card: CardDetails, now: Date): ReadCard => {
  const digits = card.number.replaceAll(/[ -]/g, '');
  if (!/^\d{12,19}$/.test(digits) || !passesLuhn(digits)) {
    return refused('sandbox/card-number-invalid', 'The card number is not valid');
  }
  if (isOver(card, now)) return refused('sandbox/card-expired', 'The card has expired');
  const known = TEST_CARDS[digits];
  if (known === undefined) {
    return refused('sandbox/card-not-a-test-card', 'The sandbox takes its test cards only, no real ones');
  }
  if (!new RegExp(known.brand === 'amex' ? '^\\d{4}$' : '^\\d{3}$').test(card.cvc)) {
    return refused('sandbox/card-cvc-invalid', 'The security code is not valid');
  }
  return { ok: true, behaviour: known.behaviour, brand: known.brand, last4: digits.slice(-4) };
};

const refused = (code: string, title: string): ReadCard => ({ ok: false, code, title });

/** ISO/IEC 7812-1, annex B: every second digit from the right counts double. */
const passesLuhn = (digits: string): boolean => {
  const sum = digits
    .split('')
    .reverse()
    .reduce((total, digit, index) => {
      const value = index % 2 === 0 ? Number(digit) : Number(digit) * 2;
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
};

/** A card is good until the last day of its month, everywhere on earth. */
const isOver = (card: CardDetails, now: Date): boolean =>
  Date.UTC(card.expiryYear, card.expiryMonth, 1, 12) <= now.getTime();
