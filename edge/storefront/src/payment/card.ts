import type { CardDetails } from '@fondaco/contracts/http/payment-sandbox';

/** A card as it was typed. */
export type TypedCard = { readonly number: string; readonly expiry: string; readonly cvc: string };
export type CardField = keyof TypedCard;

/** A card that cannot be one, and the field that says so. */
export class CardRefused extends Error {
  readonly field: CardField;

  constructor(field: CardField, message: string) {
    super(message);
    this.name = 'CardRefused';
    this.field = field;
  }
}

/** What can be told without the provider. Throws CardRefused. */
export const cardFrom = ({ number, expiry, cvc }: TypedCard): CardDetails => {
  const digits = number.replaceAll(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(digits)) {
    throw new CardRefused('number', 'A card number has 12 to 19 digits, most often 16.');
  }
  const [, month = '', year = ''] = /^\s*(\d{1,2})\s*[/-]?\s*((?:20)?\d\d)\s*$/.exec(expiry) ?? [];
  const expiryMonth = Number(month);
  if (expiryMonth < 1 || expiryMonth > 12) {
    throw new CardRefused('expiry', 'Month and year, as on the card: 04/29.');
  }
  if (!/^\d{3,4}$/.test(cvc.trim())) {
    throw new CardRefused('cvc', 'Three digits on the back, or four on the front.');
  }
  return {
    number: digits,
    expiryMonth,
    expiryYear: Number(year.length === 2 ? `20${year}` : year),
    cvc: cvc.trim(),
  };
};
